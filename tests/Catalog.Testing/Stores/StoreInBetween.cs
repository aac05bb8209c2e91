using Catalog.Model;
using Catalog.Storage;
using Catalog.Storage.InMemory;

namespace Catalog.Testing.Stores;

/// <summary>Passes all calls on to another store, by default one in memory, which it owns; those that a test is about are overridden.</summary>
public abstract class StoreInBetween(ICatalogStore? inner = null) : ICatalogStore
{
    /// <summary>The other store.</summary>
    protected ICatalogStore Inner { get; } = inner ?? new InMemoryCatalogStore();

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync(CancellationToken cancellationToken) => Inner.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Inner.CommitAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask FenceAsync(long token, CancellationToken cancellationToken) => Inner.FenceAsync(token, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) => Inner.GetAsync(refs, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken) =>
        Inner.ReadBodiesAsync(keys, bodies, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) =>
        Inner.ReadFeedAsync(after, bareUpTo, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => Inner.GetLastSequenceAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => Inner.GetItemsAsync(scope, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => Inner.GetItemAsync(scope, key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Inner.DisposeAsync();
    }
}
