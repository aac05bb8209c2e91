using Catalog.Storage;

namespace Catalog.Index;

/// <summary>
/// The query index: folds the feed into searchable values, relations and parents, all in memory. One writer applies batches and publishes
/// immutable snapshots; readers take <see cref="Current"/> and are never blocked, nor see half a batch.
/// </summary>
public sealed class CatalogIndex(ICatalogStore store) : IFeedFollower
{
    /// <summary>The newest published state.</summary>
    public IndexSnapshot Current => throw new NotImplementedException(store.ToString());

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries) => throw new NotImplementedException();

    /// <summary>The first snapshot that reflects the given sequence number, at once when it is there already.</summary>
    public ValueTask<IndexSnapshot> AtLeastAsync(long sequence, CancellationToken cancellationToken) => throw new NotImplementedException();
}
