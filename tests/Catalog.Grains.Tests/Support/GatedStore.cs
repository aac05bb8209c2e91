using Catalog.Storage;
using Catalog.Testing.Stores;

namespace Catalog.Grains.Tests.Support;

/// <summary>An in-memory store that lets no commit through until it is opened.</summary>
internal sealed class GatedStore : StoreInBetween
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _waiting;

    /// <summary>Whether a commit waits.</summary>
    public bool Waiting => _waiting;

    public void Open() => _open.TrySetResult();

    public override async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        _waiting = true;
        await _open.Task.WaitAsync(cancellationToken);
        return await Inner.CommitAsync(batch, cancellationToken);
    }
}
