using Catalog.Model;
using Catalog.Storage;
using Catalog.Storage.InMemory;

namespace Catalog.Grains.Tests.Support;

/// <summary>An in-memory store that lets no commit through until it is opened.</summary>
internal sealed class GatedStore : ICatalogStore
{
    private readonly InMemoryCatalogStore _inner = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _waiting;

    /// <summary>Whether a commit waits.</summary>
    public bool Waiting => _waiting;

    public void Open() => _open.TrySetResult();

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => _inner.InitializeAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        _waiting = true;
        await _open.Task.WaitAsync(cancellationToken);
        return await _inner.CommitAsync(batch, cancellationToken);
    }

    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) => _inner.GetAsync(refs, cancellationToken);

    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken) =>
        _inner.ReadBodiesAsync(keys, bodies, cancellationToken);

    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) => _inner.ReadFeedAsync(after, bareUpTo, cancellationToken);

    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => _inner.GetLastSequenceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => _inner.GetItemsAsync(scope, cancellationToken);

    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => _inner.GetItemAsync(scope, key, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
