using System.Collections.Concurrent;
using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Grains.Locations;
using Catalog.Grains.Providers;
using Catalog.Grains.Telemetry;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>What the terms of one engine share: the truth, its folds, and how to behave.</summary>
internal sealed record EngineParts(
    ICatalogStore Store, ProcessingPipeline Pipeline, CatalogOptions Options, TimeProvider Time, ILoggerFactory Loggers,
    Roster Roster, Schedule Schedule, IReadOnlyList<IFeedFollower> Followers, CatalogMetrics Metrics, LocationRegistry Locations, ICluster? Cluster);

/// <summary>
/// All that works while this process is the one that commits: from when it may until it stops, or another has taken over. In a cluster all
/// commit, and one conducts.
/// </summary>
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
        var (store, pipeline, options, time, loggers, roster, schedule, followers, metrics, _, cluster) = parts;
        Commits = new GroupCommit(store, followers, options, time, metrics, loggers.CreateLogger<GroupCommit>());
        _records = new RecordLoader(store, time, loggers.CreateLogger<RecordLoader>());
        Host = new EntityHost(pipeline, options, time, roster, schedule, Commits, _records, Quiescence, metrics, loggers.CreateLogger<EntityHost>(), cluster);
        Messenger = new Messenger(Host);
    }

    public GroupCommit Commits { get; }

    public EntityHost Host { get; }

    public Messenger Messenger { get; }

    public Quiescence Quiescence { get; } = new();

    /// <summary>Whether this process has due entities processed.</summary>
    public bool Conducts { get; private set; }

    /// <summary>The grain of a provider's bucket.</summary>
    public ProviderGrain Provider(string name) => _providers.GetOrAdd(name, n => new ProviderGrain(n, Host));

    /// <summary>Begins to commit after what the followers have been given, and takes up what is unfinished.</summary>
    public void Start(long published, UnfinishedWork unfinished)
    {
        Commits.Start(published);
        _records.Start();
        if (_parts.Cluster is not null) return;
        Conducts = true;
        Quiescence.Enter();
        _resumption = Task.Run(() => ResumeAsync(unfinished), CancellationToken.None);
        _scheduler = Task.Run(() => ScheduleAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>
    /// In a cluster: does what one engine does for all, until it is stopped. Has due entities processed; and what another left undone when it
    /// died, told and processed: all that is open, and the same, at two looks so much time apart.
    /// </summary>
    public async Task ConductAsync(UnfinishedWork unfinished, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        Conducts = true;
        try
        {
            await Task.WhenAll(ScheduleAsync(stop.Token), SweepAsync(unfinished, patience, stop.Token)).ConfigureAwait(false);
        }
        finally
        {
            Conducts = false;
        }
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
            await FinishAsync(unfinished.Untold.Keys, unfinished.Unprocessed.Keys, _stop.Token).ConfigureAwait(false);
            await RemoveUnrootedAsync(_stop.Token).ConfigureAwait(false);
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

    private async Task FinishAsync(IEnumerable<EntityRef> untold, IEnumerable<EntityRef> unprocessed, CancellationToken cancellationToken)
    {
        foreach (var entity in untold) await Messenger.PostAsync(entity, new EntityMessage.Wake(), cancellationToken).ConfigureAwait(false);
        foreach (var entity in unprocessed) await Messenger.PostAsync(entity, new EntityMessage.Process(), cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveUnrootedAsync(CancellationToken cancellationToken)
    {
        if (_parts.Options.OrphanStrategy != OrphanStrategy.Delete) return;
        foreach (var (entity, sources) in _parts.Roster.WithoutProvider())
        {
            if (!sources.IsEmpty && !Host.IsRooted(entity)) await Messenger.PostAsync(entity, new EntityMessage.Unrooted(sources, Purge: false), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SweepAsync(UnfinishedWork unfinished, TimeSpan patience, CancellationToken cancellationToken)
    {
        await RemoveUnrootedAsync(cancellationToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(patience, _parts.Time);
        while (true)
        {
            var (untold, unprocessed) = (unfinished.Untold, unfinished.Unprocessed);
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            var (stillUntold, stillUnprocessed) = (unfinished.Untold.Intersect(untold), unfinished.Unprocessed.Intersect(unprocessed));
            await FinishAsync(stillUntold.Select(e => e.Key), stillUnprocessed.Select(e => e.Key), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (due, late) = await _parts.Schedule.TakeAsync(cancellationToken).ConfigureAwait(false);
            _parts.Metrics.TakenUp(late);
            await Messenger.PostAsync(due, new EntityMessage.Process(), cancellationToken).ConfigureAwait(false);
        }
    }
}
