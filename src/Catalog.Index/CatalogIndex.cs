using System.Collections.Concurrent;
using Catalog.Index.Checkpoints;
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
    private IndexWriter _writer = new();
    private DraftPipeline _drafts;
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

    /// <summary>Writes what the index holds, for <see cref="Restore"/>. Nothing may be applied meanwhile; readers are not held up.</summary>
    /// <param name="output">Receives it, about 750 bytes for each entity; stays open.</param>
    /// <param name="name">By which it is known again.</param>
    public void Save(Stream output, Guid name)
    {
        var checkpoint = new CheckpointWriter(output);
        CheckpointHeader.Of(name, _writer.Sequence).Write(checkpoint);
        _writer.Save(checkpoint);
        checkpoint.Complete();
    }

    /// <summary>
    /// Fills an empty index with what was written. Readers see it at the end of the replay (<see cref="LoadAsync"/>) that has to follow, and
    /// may give bare records up to the sequence number returned.
    /// </summary>
    /// <param name="input">What was written; it must be able to tell its length.</param>
    /// <param name="name">By which it is known again.</param>
    /// <returns>The sequence number of the newest record in it.</returns>
    /// <exception cref="IOException">It could not be read, or ends too early; the index is empty, as if nothing had happened.</exception>
    /// <exception cref="InvalidDataException">It is damaged, has another name, or was written by a build of other source; the index is empty.</exception>
    public long Restore(Stream input, Guid name)
    {
        try
        {
            var checkpoint = new CheckpointReader(input);
            var sequence = CheckpointHeader.Read(checkpoint, name).Sequence;
            _loader = _writer.Restore(checkpoint, sequence);
            return sequence;
        }
        catch (Exception e)
        {
            _writer = new IndexWriter();
            _drafts = new DraftPipeline(_writer.Reader());
            if (e is IOException or InvalidDataException)
            {
                throw;
            }

            throw new InvalidDataException("It is damaged.", e);
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
