using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Grains.Hosting;
using Catalog.Grains.Locations;
using Catalog.Grains.Providers;
using Catalog.Grains.Telemetry;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains;

/// <summary>
/// All grains in this process, on one store. In: mutations, locations, refreshes, deletions. Out: commits, and their feed to the followers.
/// </summary>
/// <remarks>Owns neither the store nor the followers; dispose it before them.</remarks>
public sealed class CatalogEngine : ICatalogEngine, IAsyncDisposable
{
    private readonly ICatalogStore _store;
    private readonly ProcessingPipeline _pipeline;
    private readonly CatalogIndex _index;
    private readonly CatalogOptions _options;
    private readonly IReadOnlyList<IFeedFollower> _followers;
    private readonly Roster _roster = new();
    private readonly RefreshKeyIndex _refreshKeys = new();
    private readonly Quiescence _quiescence = new();
    private readonly CatalogMetrics _metrics = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ProviderGrain> _providers = new(StringComparer.Ordinal);
    private readonly Schedule _schedule;
    private readonly GroupCommit _commits;
    private readonly RecordLoader _records;
    private readonly EntityHost _host;
    private readonly Messenger _messenger;
    private readonly LocationRegistry _locations;
    private readonly ILogger<CatalogEngine> _logger;
    private Task _scheduler = Task.CompletedTask;
    private Task _resumption = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Puts the engine together; nothing happens before <see cref="StartAsync"/>.</summary>
    /// <param name="store">The truth.</param>
    /// <param name="pipeline">What entities go through.</param>
    /// <param name="index">Follows the feed, first of all followers.</param>
    /// <param name="followers">What else follows the feed; each is given every entry, from the first on at each start.</param>
    /// <param name="options">How to behave.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    public CatalogEngine(
        ICatalogStore store, ProcessingPipeline pipeline, CatalogIndex index, IEnumerable<IFeedFollower> followers, CatalogOptions options,
        TimeProvider time, ILoggerFactory loggers)
    {
        (_store, _pipeline, _index, _options) = (store, pipeline, index, options);
        _logger = loggers.CreateLogger<CatalogEngine>();
        _schedule = new Schedule(time);
        _followers = [index, _roster, _schedule, _refreshKeys, .. followers];
        _commits = new GroupCommit(store, _followers, options, time, _metrics, loggers.CreateLogger<GroupCommit>());
        _records = new RecordLoader(store, time, loggers.CreateLogger<RecordLoader>());
        _host = new EntityHost(pipeline, options, time, _roster, _schedule, _commits, _records, _quiescence, _metrics, loggers.CreateLogger<EntityHost>());
        _messenger = new Messenger(_host);
        _locations = new LocationRegistry(store, _host, pipeline);
        _metrics.Observe(
            () => _roster.Kinds().Select(k => new Measurement<int>(k.Count, new KeyValuePair<string, object?>("kind", k.Kind))),
            () => _roster.Relations, () => _locations.Count, () => _commits.Waiting);
    }

    /// <inheritdoc/>
    public ILocationRegistry Locations => _locations;

    /// <inheritdoc/>
    public long Sequence => _commits.Published;

    /// <summary>Whether the store takes commits.</summary>
    public StoreHealth Health => _commits.Health;

    /// <summary>How many entities are at work.</summary>
    public int Live => _host.Live.Count;

    /// <summary>How many entities there are, visible or not.</summary>
    public int Count => _roster.Count;

    /// <summary>The entities that a provider holds; at 740,000 entities a few milliseconds of work.</summary>
    public IReadOnlyList<EntityRef> HeldBy(string provider) => _roster.AllHeldBy(SourceKey.OfProvider(provider));

    /// <summary>
    /// Opens the store and gives the followers all that is in it; when it returns, questions are answered from what is stored. What a crash
    /// interrupted and what has become due goes on in the background.
    /// </summary>
    /// <param name="progress">Told the number of entities that the followers have, now and then.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StoreException">The store cannot be opened; the message says what to do.</exception>
    public async Task StartAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await _store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _locations.LoadAsync(cancellationToken).ConfigureAwait(false);
        var unfinished = new UnfinishedWork(_pipeline);
        var last = await new FeedReplay(_store, [.. _followers, unfinished]).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        _commits.Start(last);
        _records.Start();
        _quiescence.Enter();
        _resumption = Task.Run(() => ResumeAsync(unfinished), CancellationToken.None);
        _scheduler = Task.Run(ScheduleAsync, CancellationToken.None);
        Log.Started(_logger, _roster.Count, last, unfinished.Untold.Count, unfinished.Unprocessed.Count);
    }

    /// <inheritdoc/>
    public ValueTask<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentNullException.ThrowIfNull(mutation);
        if (provider == LocationRegistry.ProviderName) throw new ArgumentException($"'{provider}' is the bucket of the registered locations.", nameof(provider));
        return _providers.GetOrAdd(provider, name => new ProviderGrain(name, _host)).ApplyAsync(mutation, cancellationToken);
    }

    /// <summary>
    /// Empties the buckets of providers that are not among the known ones, unless <see cref="CatalogOptions.OrphanProviderStrategy"/> keeps them.
    /// Called by the host once it knows all its providers.
    /// </summary>
    /// <returns>The providers whose buckets were emptied.</returns>
    public async Task<IReadOnlyList<string>> RemoveOrphanProvidersAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        if (_options.OrphanProviderStrategy == OrphanStrategy.Keep) return [];
        var removed = new List<string>();
        foreach (var source in _roster.Providers())
        {
            if (!SourceKey.TryGetProvider(source, out var name) || name == LocationRegistry.ProviderName || PushedSource.IsPushed(name) || known.Contains(name)) continue;
            Log.OrphanProvider(_logger, name, _roster.HeldBy(source));
            await ApplyAsync(name, new ProviderMutation.Full(AsyncEnumerable.Empty<ProvidedEntity>()), cancellationToken).ConfigureAwait(false);
            removed.Add(name);
        }

        return removed;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RefreshAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        if (_roster.SourcesOf(entity).IsEmpty) return false;
        foreach (var location in _host.LocationsAbove(entity)) await _messenger.AskAsync(location, new EntityMessage.Process(), cancellationToken).ConfigureAwait(false);
        await _messenger.AskAsync(entity, new EntityMessage.Process(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RefreshKeysAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = _refreshKeys.Find(keys);
        var asked = new List<Task>(found.Count);
        foreach (var entity in found) asked.Add(await _messenger.SendAsync(entity, new EntityMessage.Process(), cancellationToken).ConfigureAwait(false));
        await _host.WithHealthAsync(Task.WhenAll(asked), cancellationToken).ConfigureAwait(false);
        return found.Count;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(EntityRef entity, CancellationToken cancellationToken) =>
        (await _messenger.AskAsync(entity, new EntityMessage.Delete(), cancellationToken).ConfigureAwait(false)).Existed;

    /// <inheritdoc/>
    public async ValueTask<EntityInspection?> InspectAsync(EntityRef entity, CancellationToken cancellationToken)
    {
        var record = (await _store.GetAsync([entity], cancellationToken).ConfigureAwait(false))[0];
        var mentionedBy = _index.Current.MentionedBy(entity, 100);
        if (record is null && mentionedBy.Count == 0) return null;
        var parents = new List<EntityRef>();
        foreach (var source in record?.Sources ?? [])
        {
            if (SourceKey.TryGetParent(source, out var parent)) parents.Add(parent);
        }

        return new EntityInspection(entity, record, _roster.SequenceOf(entity), parents, mentionedBy, _schedule.DueOf(entity));
    }

    /// <inheritdoc/>
    public ValueTask<ProcessingOutcome> ValidateAsync(EntityBody entity, LocationRef location, CancellationToken cancellationToken) =>
        EntityValidation.RunAsync(_pipeline, entity, location, cancellationToken);

    /// <inheritdoc/>
    public Task SettledAsync(CancellationToken cancellationToken) => _host.WithHealthAsync(SettleAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _host.Stop();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _scheduler.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _resumption.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _commits.DisposeAsync().ConfigureAwait(false);
        await _records.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _metrics.Dispose();
    }

    private async Task ResumeAsync(UnfinishedWork unfinished)
    {
        try
        {
            foreach (var entity in unfinished.Untold) await _messenger.PostAsync(entity, new EntityMessage.Wake(), _stop.Token).ConfigureAwait(false);
            foreach (var entity in unfinished.Unprocessed) await _messenger.PostAsync(entity, new EntityMessage.Process(), _stop.Token).ConfigureAwait(false);
            foreach (var (entity, sources) in _roster.WithoutProvider())
            {
                var purge = _options.OrphanStrategy == OrphanStrategy.Delete;
                if (purge && !sources.IsEmpty && !_host.IsRooted(entity)) await _messenger.PostAsync(entity, new EntityMessage.Unrooted(sources, Purge: false), _stop.Token).ConfigureAwait(false);
            }

            await _locations.ReconcileAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StoreException or ObjectDisposedException)
        {
            // The engine stops, or the store is gone, which others report.
        }
        finally
        {
            _quiescence.Leave();
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await _schedule.CaughtUpAsync(cancellationToken).ConfigureAwait(false);
        await _quiescence.WaitAsync(cancellationToken).ConfigureAwait(false);
        Health.ThrowIfIll();
    }

    private async Task ScheduleAsync()
    {
        while (true)
        {
            var (due, late) = await _schedule.TakeAsync(_stop.Token).ConfigureAwait(false);
            _metrics.TakenUp(late);
            await _messenger.PostAsync(due, new EntityMessage.Process(), _stop.Token).ConfigureAwait(false);
        }
    }
}
