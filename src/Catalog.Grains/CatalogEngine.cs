using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
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
/// Where several processes share a store, one leads and commits; in the others the engine only follows what it commits, ready to take over.
/// </summary>
/// <remarks>
/// Owns neither the store nor the followers; dispose it before them. Loading, following, leading and ceasing to are called by one caller, one at a time.
/// </remarks>
public sealed class CatalogEngine : ICatalogEngine, IAsyncDisposable
{
    private static readonly Func<bool> s_always = () => true;
    private readonly ICatalogStore _store;
    private readonly ProcessingPipeline _pipeline;
    private readonly CatalogIndex _index;
    private readonly CatalogOptions _options;
    private readonly Roster _roster = new();
    private readonly RefreshKeyIndex _refreshKeys = new();
    private readonly CatalogMetrics _metrics;
    private readonly Schedule _schedule;
    private readonly LocationRegistry _locations;
    private readonly EngineParts _parts;
    private readonly ICluster? _cluster;
    private readonly IndexCheckpoint? _checkpoint;
    private readonly UnfinishedWork? _unfinishedInCluster;
    private readonly ILogger<CatalogEngine> _logger;
    private UnfinishedWork? _unfinished;
    private volatile EngineTerm? _term;
    private volatile Func<bool> _isCertain = s_always;
    private volatile int _terms;
    private long _followed;
    private bool _disposed;

    /// <summary>Puts the engine together; nothing happens before <see cref="StartAsync"/> or <see cref="LoadAsync"/>.</summary>
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
        : this(store, pipeline, index, followers, options, time, loggers, cluster: null)
    {
    }

    /// <summary>Puts together one of the engines of a cluster. Each takes the turns of the entities that the cluster gives it, and follows what the others commit.</summary>
    internal CatalogEngine(
        ICatalogStore store, ProcessingPipeline pipeline, CatalogIndex index, IEnumerable<IFeedFollower> followers, CatalogOptions options,
        TimeProvider time, ILoggerFactory loggers, ICluster? cluster, CatalogMetrics? metrics = null)
    {
        (_store, _pipeline, _index, _options, _cluster) = (store, pipeline, index, options, cluster);
        _metrics = metrics ?? new CatalogMetrics();
        _logger = loggers.CreateLogger<CatalogEngine>();
        _schedule = new Schedule(time);
        _locations = new LocationRegistry(store, () => Leading, pipeline);
        if (options.CheckpointPath is { } path) _checkpoint = new IndexCheckpoint(path, options.CheckpointAtLeast, index, store, () => _roster.Count, loggers.CreateLogger<IndexCheckpoint>());
        if (cluster is not null) followers = followers.Append(_unfinishedInCluster = new UnfinishedWork(pipeline));
        _parts = new EngineParts(
            store, pipeline, options, time, loggers, _roster, _schedule, Following(followers), _metrics, _locations, cluster);
        _metrics.Observe(
            () => _roster.Kinds().Select(k => new Measurement<int>(k.Count, new KeyValuePair<string, object?>("kind", k.Kind))),
            () => index.Current.Relations, () => _locations.Count, () => _term?.Commits.Waiting ?? 0);
    }

    private IReadOnlyList<IFeedFollower> Following(IEnumerable<IFeedFollower> others) =>
        [_index, _roster, _schedule, _refreshKeys, .. others, new Compaction(() => _roster.Count), .. _checkpoint is null ? [] : (IFeedFollower[])[_checkpoint]];

    /// <inheritdoc/>
    public ILocationRegistry Locations => _cluster?.Locations ?? _locations;

    /// <summary>The registered locations as this process changes them.</summary>
    internal LocationRegistry OwnLocations => _locations;

    /// <summary>Whether this process has due entities processed.</summary>
    internal bool Conducts => _term?.Conducts is true;

    /// <summary>What the entities at work in this process share.</summary>
    internal EntityHost Host => Leading.Host;

    /// <inheritdoc/>
    public bool IsLeader => _term is not null;

    /// <inheritdoc/>
    public bool IsCertain => IsLeader && _isCertain();

    /// <inheritdoc/>
    public int Term => _terms;

    /// <inheritdoc/>
    public bool CommitsAlone => IsCertain && _cluster is null;

    /// <inheritdoc/>
    public long Sequence => _term?.Commits.Published ?? Volatile.Read(ref _followed);

    /// <summary>Whether the store takes commits; null while the engine does not lead.</summary>
    public StoreHealth? Health => _term?.Commits.Health;

    /// <summary>How many entities are at work.</summary>
    public int Live => _term?.Host.Live.Count ?? 0;

    /// <summary>How many entities there are, visible or not.</summary>
    public int Count => _roster.Count;

    private EngineTerm Leading => _term ?? throw new StoreException("Another server writes to this catalog; this one only follows it at the moment.") { Transient = true };

    /// <summary>The entities that a provider holds; at 740,000 entities a tenth of a second of work.</summary>
    public IReadOnlyList<EntityRef> HeldBy(string provider) => _roster.AllHeldBy(SourceKey.OfProvider(provider));

    /// <summary>Loads, and leads from then on: for a process that has the store to itself. What a crash interrupted and what has become due goes on in the background.</summary>
    /// <param name="progress">Told the number of entities that the followers have, now and then.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StoreException">The store cannot be opened; the message says what to do.</exception>
    public async Task StartAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await LoadAsync(progress, cancellationToken).ConfigureAwait(false);
        Lead();
    }

    /// <summary>Opens the store and gives the followers all that is in it; when it returns, questions are answered from what is stored. Nothing is written.</summary>
    /// <param name="progress">Told the number of entities that the followers have, now and then.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StoreException">The store cannot be opened; the message says what to do.</exception>
    public async Task LoadAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await _store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _locations.LoadAsync(cancellationToken).ConfigureAwait(false);
        _unfinished = _unfinishedInCluster ?? new UnfinishedWork(_pipeline);
        var restored = _checkpoint is null ? 0 : await _checkpoint.RestoreAsync(cancellationToken).ConfigureAwait(false);
        _followed = await new FeedReplay(_store, [.. _parts.Followers.Append(_unfinished).Distinct()]).RunAsync(0, restored, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the followers what others have committed since. Not while leading.</summary>
    /// <param name="locations">Whether registered locations may have changed too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CatchUpAsync(bool locations, CancellationToken cancellationToken)
    {
        if (IsLeader) throw new InvalidOperationException("An engine that leads knows what it has committed.");
        if (_unfinished is null)
        {
            // Terms note neither; what the last one had taken up and not done is due again.
            var unfinished = new UnfinishedWork(_pipeline);
            await new FeedReplay(_store, [unfinished, _schedule]).RunAsync(0, long.MaxValue, null, cancellationToken).ConfigureAwait(false);
            _unfinished = unfinished;
        }

        if (locations) await _locations.LoadAsync(cancellationToken).ConfigureAwait(false);
        var last = await new FeedReplay(_store, [.. _parts.Followers, _unfinished]).RunAsync(_followed, _followed, null, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _followed, last);
    }

    /// <summary>Begins to take changes, to process and to commit. The store must refuse everybody else's commits by now, and all of theirs be followed.</summary>
    /// <param name="isCertain">Whether nobody else can have begun to commit unnoticed; null where nobody else ever does.</param>
    public void Lead(Func<bool>? isCertain = null)
    {
        var unfinished = _unfinished ?? throw new InvalidOperationException("The engine leads, or has not been loaded.");
        var term = new EngineTerm(_parts);
        _isCertain = isCertain ?? s_always;
        _terms++;
        (_unfinished, _term) = (null, term);
        term.Start(_followed, unfinished);
        Log.Leads(_logger, _roster.Count, _followed, unfinished.Untold.Count, unfinished.Unprocessed.Count);
    }

    /// <summary>Ceases to commit; who waits for a commit is told why. Nothing happens when the engine does not lead.</summary>
    /// <param name="why">The cause.</param>
    public async Task StopLeadingAsync(StoreException why)
    {
        if (_term is not { } term) return;
        term.Commits.Health.Die(why);
        await term.DisposeAsync().ConfigureAwait(false);
        Volatile.Write(ref _followed, term.Commits.Published);
        _term = null;
    }

    /// <inheritdoc/>
    public ValueTask<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentNullException.ThrowIfNull(mutation);
        if (provider == LocationRegistry.ProviderName) throw new ArgumentException($"'{provider}' is the bucket of the registered locations.", nameof(provider));
        return _cluster?.ApplyAsync(provider, mutation, cancellationToken) ?? Leading.Provider(provider).ApplyAsync(mutation, cancellationToken);
    }

    /// <summary>
    /// In a cluster: applies a mutation in this process. Nobody else may be applying one of the same provider. With a fencing token it fails, and is
    /// to be asked for again, when another process has died that it needs, or the token is refused.
    /// </summary>
    internal async Task<MutationResult> ApplyHereAsync(string provider, ProviderMutation mutation, long? token, CancellationToken cancellationToken)
    {
        await ReachLastAsync(cancellationToken).ConfigureAwait(false);
        return await Leading.Provider(provider).ApplyAsync(mutation, cancellationToken, token).ConfigureAwait(false);
    }

    /// <summary>In a cluster: completes when the followers have all that any process had committed at the time of the call.</summary>
    internal async Task ReachLastAsync(CancellationToken cancellationToken)
    {
        var last = await Host.Records.LastSequenceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await Host.WithHealthAsync(Leading.Commits.ReachAsync(last), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In a cluster: does what one engine does for all, until it is stopped.</summary>
    /// <param name="patience">How long something may be untold or unprocessed before it is taken for left behind.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task ConductAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await ReachLastAsync(cancellationToken).ConfigureAwait(false);
        await Leading.ConductAsync(_unfinishedInCluster!, patience, cancellationToken).ConfigureAwait(false);
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
        var term = Leading;
        if (_cluster is not null && _roster.SourcesOf(entity).IsEmpty) await ReachLastAsync(cancellationToken).ConfigureAwait(false);
        if (_roster.SourcesOf(entity).IsEmpty) return false;
        foreach (var location in term.Host.LocationsAbove(entity)) await term.Messenger.AskAsync(location, new EntityMessage.Process(Forced: true), cancellationToken).ConfigureAwait(false);
        await term.Messenger.AskAsync(entity, new EntityMessage.Process(Forced: true), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RefreshKeysAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var term = Leading;
        var found = _refreshKeys.Find(keys);
        var asked = new List<Task>(found.Count);
        foreach (var entity in found) asked.Add(await term.Messenger.SendAsync(entity, new EntityMessage.Process(Forced: true), cancellationToken).ConfigureAwait(false));
        await term.Host.WithHealthAsync(Task.WhenAll(asked), cancellationToken).ConfigureAwait(false);
        return found.Count;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(EntityRef entity, CancellationToken cancellationToken) =>
        (await Leading.Messenger.AskAsync(entity, new EntityMessage.Delete(), cancellationToken).ConfigureAwait(false)).Existed;

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
    public async IAsyncEnumerable<EntityChange> ReadChangesAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in _store.ReadFeedAsync(after, long.MaxValue, cancellationToken).ConfigureAwait(false)) yield return new EntityChange(entry.Ref, entry.Sequence, entry.IsTombstone);
    }

    /// <inheritdoc/>
    public ValueTask<ProcessingOutcome> ValidateAsync(EntityBody entity, LocationRef location, CancellationToken cancellationToken) =>
        EntityValidation.RunAsync(_pipeline, entity, location, cancellationToken);

    /// <inheritdoc/>
    public Task SettledAsync(CancellationToken cancellationToken) =>
        _term is { } term ? term.Host.WithHealthAsync(SettleAsync(term, cancellationToken), cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        if (_term is { } term)
        {
            await term.DisposeAsync().ConfigureAwait(false);
            if (_checkpoint is not null) await _checkpoint.CompleteAsync().ConfigureAwait(false);
        }

        _metrics.Dispose();
    }

    private async Task SettleAsync(EngineTerm term, CancellationToken cancellationToken)
    {
        if (term.Conducts) await _schedule.CaughtUpAsync(cancellationToken).ConfigureAwait(false);
        await term.Quiescence.WaitAsync(cancellationToken).ConfigureAwait(false);
        term.Commits.Health.ThrowIfIll();
    }
}
