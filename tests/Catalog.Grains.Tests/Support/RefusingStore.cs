using Catalog.Model;
using Catalog.Storage;
using Catalog.Storage.InMemory;

namespace Catalog.Grains.Tests.Support;

/// <summary>A store in memory that refuses every commit while it is told to, as on a full disk.</summary>
internal sealed class RefusingStore : ICatalogStore
{
    private readonly InMemoryCatalogStore _inner = new();
    private int _refused;
    private volatile bool _refuses;

    /// <summary>Whether commits are refused.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => _inner.InitializeAsync(cancellationToken);

    public ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (!Refuses) return _inner.CommitAsync(batch, cancellationToken);
        Interlocked.Increment(ref _refused);
        throw new StoreException("There is no room left.") { Transient = true };
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
