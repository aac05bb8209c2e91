using Catalog.Model;
using Catalog.Storage;
using Catalog.Testing.Stores;

namespace Catalog.Grains.Tests.Support;

/// <summary>
/// A store on which the process dies at a chosen commit: just before it is written, or just after, before anybody is told. From then on
/// nothing gets through. What is in the inner store is what the next process finds.
/// </summary>
internal sealed class CrashingStore(ICatalogStore inner, int atCommit, bool written, bool ownsInner = false) : StoreInBetween(inner)
{
    private int _commits;
    private volatile bool _crashed;

    public bool Crashed => _crashed;

    public override async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ThrowIfCrashed();
        if (Interlocked.Increment(ref _commits) != atCommit) return await Inner.CommitAsync(batch, cancellationToken);
        if (written) await Inner.CommitAsync(batch, cancellationToken);
        _crashed = true;
        ThrowIfCrashed();
        return [];
    }

    public override ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        ThrowIfCrashed();
        return Inner.GetAsync(refs, cancellationToken);
    }

    public override ValueTask DisposeAsync() => ownsInner ? base.DisposeAsync() : ValueTask.CompletedTask;

    private void ThrowIfCrashed()
    {
        if (_crashed) throw new StoreException("The process is dead.");
    }
}
