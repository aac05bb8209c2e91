using System.Collections.Concurrent;
using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Grains.Locations;
using Catalog.Grains.Providers;
using Catalog.Grains.Telemetry;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>What the terms of one engine share: the truth, its folds, and how to behave.</summary>
internal sealed record EngineParts(
    ICatalogStore Store, ProcessingPipeline Pipeline, CatalogOptions Options, TimeProvider Time, ILoggerFactory Loggers,
    Roster Roster, Schedule Schedule, IReadOnlyList<IFeedFollower> Followers, CatalogMetrics Metrics, LocationRegistry Locations);

/// <summary>All that works while this process is the one that commits: from when it may until it stops, or another has taken over.</summary>
internal sealed class EngineTerm : IAsyncDisposable
{
    private readonly EngineParts _parts;
    private readonly RecordLoader _records;
    private readonly ConcurrentDictionary<string, ProviderGrain> _providers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _scheduler = Task.CompletedTask;
    private Task _resumption = Task.CompletedTask;

    public EngineTerm(EngineParts parts)
    {
        _parts = parts;
        var (store, pipeline, options, time, loggers, roster, schedule, followers, metrics, _) = parts;
        Commits = new GroupCommit(store, followers, options, time, metrics, loggers.CreateLogger<GroupCommit>());
        _records = new RecordLoader(store, time, loggers.CreateLogger<RecordLoader>());
        Host = new EntityHost(pipeline, options, time, roster, schedule, Commits, _records, Quiescence, metrics, loggers.CreateLogger<EntityHost>());
        Messenger = new Messenger(Host);
    }

    public GroupCommit Commits { get; }

    public EntityHost Host { get; }

    public Messenger Messenger { get; }

    public Quiescence Quiescence { get; } = new();

    /// <summary>The grain of a provider's bucket.</summary>
    public ProviderGrain Provider(string name) => _providers.GetOrAdd(name, n => new ProviderGrain(n, Host));

    /// <summary>Begins to commit after what the followers have been given, and takes up what is unfinished.</summary>
    public void Start(long published, UnfinishedWork unfinished)
    {
        Commits.Start(published);
        _records.Start();
        Quiescence.Enter();
        _resumption = Task.Run(() => ResumeAsync(unfinished), CancellationToken.None);
        _scheduler = Task.Run(ScheduleAsync, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Host.Stop();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _scheduler.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _resumption.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Commits.DisposeAsync().ConfigureAwait(false);
        await _records.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ResumeAsync(UnfinishedWork unfinished)
    {
        try
        {
            foreach (var entity in unfinished.Untold) await Messenger.PostAsync(entity, new EntityMessage.Wake(), _stop.Token).ConfigureAwait(false);
            foreach (var entity in unfinished.Unprocessed) await Messenger.PostAsync(entity, new EntityMessage.Process(), _stop.Token).ConfigureAwait(false);
            foreach (var (entity, sources) in _parts.Roster.WithoutProvider())
            {
                var purge = _parts.Options.OrphanStrategy == OrphanStrategy.Delete;
                if (purge && !sources.IsEmpty && !Host.IsRooted(entity)) await Messenger.PostAsync(entity, new EntityMessage.Unrooted(sources, Purge: false), _stop.Token).ConfigureAwait(false);
            }

            await _parts.Locations.ReconcileAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StoreException or ObjectDisposedException)
        {
            // The engine stops, or the store is gone, which others report.
        }
        finally
        {
            Quiescence.Leave();
        }
    }

    private async Task ScheduleAsync()
    {
        while (true)
        {
            var (due, late) = await _parts.Schedule.TakeAsync(_stop.Token).ConfigureAwait(false);
            _parts.Metrics.TakenUp(late);
            await Messenger.PostAsync(due, new EntityMessage.Process(), _stop.Token).ConfigureAwait(false);
        }
    }
}
