using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Tests.Support;

/// <summary>
/// A store on which the process dies at a chosen commit: just before it is written, or just after, before anybody is told. From then on
/// nothing gets through. What is in the inner store is what the next process finds.
/// </summary>
internal sealed class CrashingStore(ICatalogStore inner, int atCommit, bool written, bool ownsInner = false) : ICatalogStore
{
    private int _commits;
    private volatile bool _crashed;

    public bool Crashed => _crashed;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ThrowIfCrashed();
        if (Interlocked.Increment(ref _commits) != atCommit) return await inner.CommitAsync(batch, cancellationToken);
        if (written) await inner.CommitAsync(batch, cancellationToken);
        _crashed = true;
        ThrowIfCrashed();
        return [];
    }

    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        ThrowIfCrashed();
        return inner.GetAsync(refs, cancellationToken);
    }

    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken) =>
        inner.ReadBodiesAsync(keys, bodies, cancellationToken);

    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) => inner.ReadFeedAsync(after, bareUpTo, cancellationToken);

    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => inner.GetLastSequenceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => inner.GetItemsAsync(scope, cancellationToken);

    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => inner.GetItemAsync(scope, key, cancellationToken);

    public ValueTask DisposeAsync() => ownsInner ? inner.DisposeAsync() : ValueTask.CompletedTask;

    private void ThrowIfCrashed()
    {
        if (_crashed) throw new StoreException("The process is dead.");
    }
}
