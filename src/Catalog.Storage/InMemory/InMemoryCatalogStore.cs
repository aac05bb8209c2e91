using System.Runtime.CompilerServices;
using Catalog.Model;

namespace Catalog.Storage.InMemory;

/// <summary>
/// The reference: what a store does, said in the plainest way. Nothing survives the process. For tests, and for trying
/// things out.
/// </summary>
public sealed class InMemoryCatalogStore : ICatalogStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EntityRef, FeedEntry> _byRef = [];
    private readonly SortedDictionary<long, FeedEntry> _bySequence = [];
    private readonly Dictionary<(string Scope, string Key), StoredItem> _items = [];
    private long _last;
    private long _fence = long.MinValue;

    /// <inheritdoc/>
    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        CommitRules.RequireWellFormed(batch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            CommitRules.RequireToken(batch.Token, _fence);
            foreach (var record in batch.Records)
            {
                CommitRules.RequireNext(record.Ref, record.Version, Find(record.Ref)?.Version ?? 0);
            }

            foreach (var item in batch.Items)
            {
                Write(item);
            }

            return ValueTask.FromResult<IReadOnlyList<long>>([.. batch.Records.Select(Append)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask FenceAsync(long token, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _fence = Math.Max(_fence, token);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<EntityRecord?>>([.. refs.Select(Find)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var entry = _bySequence.GetValueOrDefault(keys.Span[i].Sequence) ?? _byRef.GetValueOrDefault(keys.Span[i].Ref);
                bodies.Span[i] = entry is { IsTombstone: false } ? new ProcessedBody(entry.Sequence, entry.Record!.Processed.ToArray()) : default;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<FeedEntry> entries;
        lock (_lock)
        {
            entries = [.. _bySequence.Values.SkipWhile(e => e.Sequence <= after)];
        }

        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_last);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredItem>>(
                [.. _items.Values.Where(i => i.Scope == scope).OrderBy(i => i.Key, StringComparer.Ordinal)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_items.GetValueOrDefault((scope, key)));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private EntityRecord? Find(EntityRef entity) => _byRef.GetValueOrDefault(entity)?.Record;

    private long Append(EntityRecord record)
    {
        var entry = new FeedEntry(++_last, record.Ref, record.IsBareTombstone() ? null : record);
        if (_byRef.Remove(record.Ref, out var old)) _bySequence.Remove(old.Sequence);
        _byRef.Add(record.Ref, entry);
        _bySequence.Add(entry.Sequence, entry);
        return entry.Sequence;
    }

    private void Write(ItemChange change)
    {
        if (change.Value is { } value)
        {
            _items[(change.Scope, change.Key)] = new StoredItem(change.Scope, change.Key, value);
        }
        else
        {
            _items.Remove((change.Scope, change.Key));
        }
    }
}
