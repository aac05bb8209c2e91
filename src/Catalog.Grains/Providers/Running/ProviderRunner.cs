using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Providers.Running;

/// <summary>Runs all providers: each in its own loop, so that one that hangs or fails delays no other.</summary>
public sealed class ProviderRunner
{
    private readonly IReadOnlyList<ProviderLoop> _loops;

    /// <summary>Prepares the loops; nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="ArgumentException">Two providers have one name.</exception>
    public ProviderRunner(CatalogEngine engine, ICatalogStore store, IEnumerable<IEntityProvider> providers, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<ProviderRunner>();
        _loops = [.. providers.Select(p => Create(p, engine, store, time, logger))];
        Names = _loops.Select(l => l.Status.Name).ToHashSet(StringComparer.Ordinal);
        if (Names.Count < _loops.Count) throw new ArgumentException("Two providers have the same name; each names its own bucket.", nameof(providers));
    }

    /// <summary>The providers' names.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>How the providers are doing.</summary>
    public IReadOnlyList<ProviderStatus> Statuses => [.. _loops.Select(l => l.Status)];

    /// <summary>Runs them until cancelled. The engine must have been started.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_loops.Select(l => l.RunAsync(cancellationToken)));

    /// <summary>Runs a provider now instead of at its next time; false when there is none of the name, or it acts by itself.</summary>
    public bool Trigger(string name) => _loops.FirstOrDefault(l => l.Status.Name == name)?.Trigger() ?? false;

    private static ProviderLoop Create(IEntityProvider provider, CatalogEngine engine, ICatalogStore store, TimeProvider time, ILogger logger)
    {
        var connection = new ProviderConnection(provider.Name, engine);
        return provider switch
        {
            IIncrementalProvider incremental => new IncrementalLoop(incremental, connection, engine, store, time, logger),
            IScheduledProvider scheduled => new ScheduledLoop(scheduled, connection, time, logger),
            _ => new ProviderLoop(provider, connection, time, logger),
        };
    }

    private sealed class ProviderConnection(string name, CatalogEngine engine) : IProviderConnection
    {
        public ValueTask<MutationResult> ApplyAsync(ProviderMutation mutation, CancellationToken cancellationToken) => engine.ApplyAsync(name, mutation, cancellationToken);

        public ValueTask<int> RefreshAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) => engine.RefreshKeysAsync(keys, cancellationToken);
    }
}
