using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Benchmarks.Index;

/// <summary>Gives the bodies of a <see cref="SyntheticCatalog"/> by making them again, so that no memory but the index's own is measured.</summary>
internal sealed class SyntheticStore(SyntheticCatalog catalog) : ICatalogStore
{
    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            bodies.Span[i] = new ProcessedBody(keys.Span[i].Sequence, catalog.Body(SyntheticCatalog.NumberOf(keys.Span[i].Ref)));
        }

        return default;
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask FenceAsync(long token, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
