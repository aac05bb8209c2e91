namespace Catalog.Grains.Providers;

/// <summary>
/// A source of entities; implement it to bring in your own. One that only implements this is given its bucket at start and changes it
/// whenever it likes (events). <see cref="IScheduledProvider"/> and <see cref="IIncrementalProvider"/> are called by the engine.
/// </summary>
public interface IEntityProvider
{
    /// <summary>Unique and stable: it names the bucket. Another name means another bucket, and the old one is removed.</summary>
    string Name { get; }

    /// <summary>Hands the provider its bucket, once, after the engine has started and before anything else is called.</summary>
    ValueTask ConnectAsync(IProviderConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>A provider's bucket.</summary>
public interface IProviderConnection
{
    /// <summary>Changes the bucket; see <see cref="ICatalogEngine.ApplyAsync"/>.</summary>
    ValueTask<MutationResult> ApplyAsync(ProviderMutation mutation, CancellationToken cancellationToken);

    /// <summary>Processes again now all entities, of whatever source, that emitted one of the keys. Returns how many.</summary>
    ValueTask<int> RefreshAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);
}

/// <summary>A provider that is run now and then and says what its bucket is, as a rule with a full mutation.</summary>
public interface IScheduledProvider : IEntityProvider
{
    /// <summary>When it runs.</summary>
    ProviderSchedule Schedule { get; }

    /// <summary>Runs once. What it throws is logged and shown in its status; it runs again at its next time.</summary>
    ValueTask RunAsync(IProviderConnection connection, CancellationToken cancellationToken);
}

/// <summary>When a provider runs. Backstage's <c>schedule</c>.</summary>
public sealed record ProviderSchedule
{
    /// <summary>From the start of a run to the start of the next; a run that takes longer delays it. Default 30 min.</summary>
    public TimeSpan Frequency { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a run may take before it is cancelled. Default 3 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The wait before the first run. Default none.</summary>
    public TimeSpan InitialDelay { get; init; }
}
