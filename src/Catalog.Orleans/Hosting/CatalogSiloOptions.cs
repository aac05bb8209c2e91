namespace Catalog.Orleans.Hosting;

/// <summary>How the catalog behaves on a silo.</summary>
public sealed class CatalogSiloOptions
{
    /// <summary>How often a silo looks for what others have committed, when nobody tells it. Default 50 ms.</summary>
    public TimeSpan FollowEvery { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a silo makes sure that somebody conducts. Default 1 s.</summary>
    public TimeSpan BeatEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long something may stay untold or unprocessed before it is taken for left behind by a dead silo. Default 5 s.</summary>
    public TimeSpan SweepAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an entity that nobody asks anything stays active. Default 1 min.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From which share of the memory that the process may have on, in percent, idle entities leave it before their time. Default 80.</summary>
    public double MemoryPercent { get; set; } = 80;

    /// <summary>What the conducting silo does beside the engine, until it is stopped.</summary>
    public IList<Func<IServiceProvider, CancellationToken, Task>> Duties { get; } = [];
}
