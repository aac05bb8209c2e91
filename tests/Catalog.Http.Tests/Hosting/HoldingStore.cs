using Catalog.Model;
using Catalog.Storage;
using Catalog.Storage.InMemory;

namespace Catalog.Http.Tests.Hosting;

/// <summary>A store in memory that, once told to, holds up whoever reads or writes records until they give up or it fails them.</summary>
internal sealed class HoldingStore : ICatalogStore
{
    private readonly InMemoryCatalogStore _inner = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _holds;

    /// <summary>Completes when somebody is held up.</summary>
    public Task Held => _held.Task;

    public void Hold() => _holds = true;

    public void Fail(Exception cause) => _failed.SetException(cause);

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => _inner.InitializeAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await _inner.CommitAsync(batch, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await _inner.GetAsync(refs, cancellationToken);
    }

    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken) =>
        _inner.ReadBodiesAsync(keys, bodies, cancellationToken);

    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken) => _inner.ReadFeedAsync(after, bareUpTo, cancellationToken);

    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => _inner.GetLastSequenceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) => _inner.GetItemsAsync(scope, cancellationToken);

    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) => _inner.GetItemAsync(scope, key, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        if (!_holds) return;
        _held.TrySetResult();
        await _failed.Task.WaitAsync(cancellationToken);
    }
}
