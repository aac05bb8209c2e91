using System.Collections.Concurrent;
using Catalog.Index.Entities;
using Catalog.Index.Writing;
using Catalog.Storage;

namespace Catalog.Index;

/// <summary>
/// The query index: folds the feed into searchable values, relations and parents, all in memory. One writer applies batches and publishes
/// immutable snapshots; readers take <see cref="Current"/> and are never blocked, nor see half a batch.
/// </summary>
public sealed class CatalogIndex : IFeedFollower
{
    private readonly IndexWriter _writer = new();
    private readonly DraftPipeline _drafts;
    private readonly EntityWriter _entities;
    private readonly ConcurrentQueue<int> _wanted = new();
    private readonly List<int> _keep = [];
    private readonly Lock _waiting = new();
    private readonly List<(long Sequence, TaskCompletionSource<IndexSnapshot> Done)> _waiters = [];
    private volatile IndexSnapshot _current;
    private Loader? _loader;

    /// <summary>An empty index.</summary>
    /// <param name="store">Where bodies are read.</param>
    /// <param name="options">What an operator may choose; null for the defaults.</param>
    /// <param name="time">Measures how long a reader waits for a record that the index does not have yet; null for the system's.</param>
    public CatalogIndex(IBodyReader store, IndexOptions? options = null, TimeProvider? time = null)
    {
        _drafts = new DraftPipeline(_writer.Reader());
        Options = options ?? new IndexOptions();
        Cache = new EntityCache(Options.EntityCacheBytes);
        _entities = new EntityWriter(store, Cache, new ReplacedRecords(store, AtLeastAsync, time ?? TimeProvider.System));
        _current = Snapshot();
    }

    internal EntityCache Cache { get; }

    /// <summary>What the operator chose.</summary>
    public IndexOptions Options { get; }

    /// <summary>The newest published state.</summary>
    public IndexSnapshot Current => _current;

    /// <summary>What holds how much memory. Approximate; walks much of the index, so it is for inspection only.</summary>
    public IReadOnlyList<MemoryPart> Memory() => MemoryReport.Of(_current.State, Cache);

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        _drafts.Run(entries, _writer.Apply);
        Publish();
    }

    /// <inheritdoc/>
    public async ValueTask LoadAsync(IReadOnlyList<FeedEntry> entries, bool last, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_loader is null && (last || _writer.Sequence > 0))
        {
            Apply(entries);
            return;
        }

        _loader ??= _writer.Loader();
        await _loader.AddAsync(entries).ConfigureAwait(false);
        if (last)
        {
            await _loader.CompleteAsync().ConfigureAwait(false);
            _writer.Filled(_loader);
            _loader = null;
            Publish();
        }
    }

    /// <summary>The first snapshot that reflects the given sequence number, at once when it is there already.</summary>
    public ValueTask<IndexSnapshot> AtLeastAsync(long sequence, CancellationToken cancellationToken)
    {
        var current = _current;
        return current.Sequence >= sequence ? new(current) : WaitAsync(sequence, cancellationToken);
    }

    private IndexSnapshot Snapshot() => new(_writer.Publish(), _entities, _wanted.Enqueue);

    private void Publish()
    {
        while (_wanted.TryDequeue(out var key))
        {
            _keep.Add(key);
        }

        Publish(Snapshot());
        if (_keep.Count > 0)
        {
            _keep.ForEach(key => _writer.Keep(key, _current.State));
            _keep.Clear();
            Publish(Snapshot());
        }
    }

    private async ValueTask<IndexSnapshot> WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<IndexSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_current.Sequence >= sequence)
            {
                return _current;
            }

            _waiters.Add((sequence, done));
        }

        try
        {
            return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_waiting)
            {
                _waiters.RemoveAll(waiter => waiter.Done == done);
            }
        }
    }

    private void Publish(IndexSnapshot snapshot)
    {
        lock (_waiting)
        {
            _current = snapshot;
            foreach (var (sequence, done) in _waiters)
            {
                if (sequence <= snapshot.Sequence)
                {
                    done.TrySetResult(snapshot);
                }
            }
        }
    }
}
