namespace Catalog.Client.Entities;

/// <summary>A part of the relation graph.</summary>
/// <param name="Nodes">The entities, those asked for first, then by distance.</param>
/// <param name="Edges">The relations between them.</param>
/// <param name="Truncated">Whether there were more entities than asked for.</param>
public sealed record EntityGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool Truncated);

/// <summary>An entity of a graph.</summary>
/// <param name="EntityRef">Its reference.</param>
/// <param name="Depth">How many relations it is away.</param>
/// <param name="Entity">The entity.</param>
public sealed record GraphNode(string EntityRef, int Depth, Entity Entity);

/// <summary>A relation of a graph.</summary>
/// <param name="Source">From.</param>
/// <param name="Type">For example <c>dependsOn</c>.</param>
/// <param name="Target">To.</param>
public sealed record GraphEdge(string Source, string Type, string Target);
