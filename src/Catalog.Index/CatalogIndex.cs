using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index;

/// <summary>
/// The query index: folds the feed into searchable values, relations and parents, all in memory. One writer applies batches and publishes
/// immutable snapshots; readers take <see cref="Current"/> and are never blocked, nor see half a batch.
/// </summary>
public sealed class CatalogIndex : IFeedFollower
{
    private readonly ICatalogStore _store;
    private readonly Dictionary<EntityRef, FeedEntry> _records = [];
    private readonly Lock _waiting = new();
    private readonly List<(long Sequence, TaskCompletionSource<IndexSnapshot> Done)> _waiters = [];
    private volatile IndexSnapshot _current;

    /// <summary>An empty index.</summary>
    /// <param name="store">Where bodies are read.</param>
    /// <param name="options">What an operator may choose; null for the defaults.</param>
    public CatalogIndex(ICatalogStore store, IndexOptions? options = null)
    {
        _store = store;
        Options = options ?? new IndexOptions();
        _current = new IndexSnapshot(store, [], 0);
    }

    /// <summary>What the operator chose.</summary>
    public IndexOptions Options { get; }

    /// <summary>The newest published state.</summary>
    public IndexSnapshot Current => _current;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        var sequence = _current.Sequence;
        foreach (var entry in entries)
        {
            sequence = Math.Max(sequence, entry.Sequence);
            if (entry.IsTombstone)
            {
                _records.Remove(entry.Ref);
            }
            else
            {
                _records[entry.Ref] = entry;
            }
        }

        Publish(new IndexSnapshot(_store, [.. _records.Values], sequence));
    }

    /// <summary>The first snapshot that reflects the given sequence number, at once when it is there already.</summary>
    public ValueTask<IndexSnapshot> AtLeastAsync(long sequence, CancellationToken cancellationToken)
    {
        var current = _current;
        return current.Sequence >= sequence ? new(current) : WaitAsync(sequence, cancellationToken);
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
