using Catalog.Model;

namespace Catalog.Grains.Providers;

/// <summary>A change to a provider's bucket, which is the set of entities that the provider holds.</summary>
public abstract record ProviderMutation
{
    /// <summary>The bucket is exactly these from now on. May be enumerated lazily; it is read once, and a slow engine slows it down.</summary>
    public sealed record Full(IAsyncEnumerable<ProvidedEntity> Entities) : ProviderMutation;

    /// <summary>These are added or replaced, those removed; the rest stays.</summary>
    public sealed record Delta(IReadOnlyList<ProvidedEntity> Added, IReadOnlyList<RemovedEntity> Removed) : ProviderMutation;
}

/// <summary>An entity from a provider.</summary>
/// <param name="Body">Its body, with both managed-by annotations; without them it is refused.</param>
/// <param name="LocationKey">Who may replace it; null when anybody may.</param>
public sealed record ProvidedEntity(EntityBody Body, string? LocationKey = null);

/// <summary>An entity that a provider no longer has.</summary>
public sealed record RemovedEntity(EntityRef Ref, string? LocationKey = null);

/// <summary>What a mutation did.</summary>
/// <param name="Submitted">Entities given.</param>
/// <param name="Changed">Entities new or different, and so written.</param>
/// <param name="Removed">Entities dropped.</param>
/// <param name="Rejected">What was refused, with its number in the input, from 1, and why; the rest was taken.</param>
/// <param name="Sequence">Readers at this sequence number or later see all of it.</param>
public sealed record MutationResult(int Submitted, int Changed, int Removed, IReadOnlyList<RejectedEntity> Rejected, long Sequence);

/// <summary>An entity of a mutation that was refused.</summary>
/// <param name="Number">Its place in the input, from 1.</param>
/// <param name="Ref">Its identity; default when it has none.</param>
/// <param name="Reason">Why.</param>
public sealed record RejectedEntity(int Number, EntityRef Ref, Problem Reason);
