using Catalog.Model;
using Catalog.Storage;
using Catalog.Testing.Stores;

namespace Catalog.Http.Tests.Hosting;

/// <summary>A store in memory that, once told to, holds up whoever reads or writes records until they give up or it fails them.</summary>
internal sealed class HoldingStore : StoreInBetween
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _holds;

    /// <summary>Completes when somebody is held up.</summary>
    public Task Held => _held.Task;

    public void Hold() => _holds = true;

    public void Fail(Exception cause) => _failed.SetException(cause);

    public override async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await Inner.CommitAsync(batch, cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await Inner.GetAsync(refs, cancellationToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        if (!_holds) return;
        _held.TrySetResult();
        await _failed.Task.WaitAsync(cancellationToken);
    }
}
