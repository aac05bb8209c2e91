using Catalog.Model;

namespace Catalog.Grains;

/// <summary>One step of what happens to the catalog.</summary>
/// <param name="Ref">The entity that changed.</param>
/// <param name="Sequence">Readers at this sequence number or later see it.</param>
/// <param name="Deleted">Whether it is gone.</param>
public sealed record EntityChange(EntityRef Ref, long Sequence, bool Deleted);
