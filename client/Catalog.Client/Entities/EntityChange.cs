namespace Catalog.Client.Entities;

/// <summary>A change of the catalog.</summary>
/// <param name="EntityRef">The entity that changed.</param>
/// <param name="Sequence">Where the change stands; a later watch may go on after it.</param>
/// <param name="Deleted">Whether the entity is gone.</param>
public sealed record EntityChange(string EntityRef, long Sequence, bool Deleted);
