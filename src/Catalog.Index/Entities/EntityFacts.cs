using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>What a final entity has beside its processed body.</summary>
/// <param name="Uid">The server's uid.</param>
/// <param name="Orphan">Whether nothing holds it any more.</param>
/// <param name="Relations">Its relations, sorted by type and target, without repeats.</param>
/// <param name="Errors">What the last processing found wrong, as Backstage words it.</param>
internal sealed record EntityFacts(Guid Uid, bool Orphan, IReadOnlyList<ShownRelation> Relations, IReadOnlyList<ReportedError> Errors);

/// <summary>A relation as an entity shows it, in UTF-8.</summary>
internal readonly record struct ShownRelation(ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Target);
