using Catalog.Storage;
using Catalog.Testing.Stores;

namespace Catalog.Grains.Tests.Support;

/// <summary>A store in memory that refuses every commit while it is told to, as on a full disk.</summary>
internal sealed class RefusingStore : StoreInBetween
{
    private int _refused;
    private volatile bool _refuses;

    /// <summary>Whether commits are refused.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    public override ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (!Refuses) return Inner.CommitAsync(batch, cancellationToken);
        Interlocked.Increment(ref _refused);
        throw new StoreException("There is no room left.") { Transient = true };
    }
}
