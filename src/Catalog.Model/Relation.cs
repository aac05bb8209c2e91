namespace Catalog.Model;

/// <summary>
/// A directed, typed edge that the processing of some entity emitted: it shows as <c>{type, targetRef}</c> on
/// <paramref name="Source"/>, whether or not either end exists. An entity that owns something emits both halves of a pair
/// (ownedBy on itself, ownerOf on the other), so the other end needs no writing.
/// </summary>
/// <param name="Source">The entity that the relation is shown on.</param>
/// <param name="Type">The relation's type as written, for example <c>ownedBy</c>; compared case-sensitively.</param>
/// <param name="Target">The entity that the relation points to.</param>
public readonly record struct Relation(EntityRef Source, string Type, EntityRef Target);
