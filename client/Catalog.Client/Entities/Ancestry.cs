namespace Catalog.Client.Entities;

/// <summary>An entity and all that led to it.</summary>
/// <param name="RootEntityRef">The entity that was asked for.</param>
/// <param name="Items">It and its ancestors.</param>
public sealed record Ancestry(string RootEntityRef, IReadOnlyList<AncestryItem> Items);

/// <summary>One entity of an ancestry.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="ParentEntityRefs">Those that emitted it; none for a root.</param>
public sealed record AncestryItem(Entity Entity, IReadOnlyList<string> ParentEntityRefs);
