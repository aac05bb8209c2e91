using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>What a final entity has beside its processed body.</summary>
/// <param name="Uid">The server's uid.</param>
/// <param name="Orphan">Whether nothing holds it any more.</param>
/// <param name="Relations">Its <c>relations</c> as JSON: a list sorted by type and target, without repeats.</param>
/// <param name="Errors">What the last processing found wrong, as Backstage words it.</param>
internal readonly record struct EntityFacts(Guid Uid, bool Orphan, ReadOnlyMemory<byte> Relations, IReadOnlyList<ReportedError> Errors);
