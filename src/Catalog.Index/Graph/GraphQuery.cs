using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Index.Graph;

/// <summary>A walk over relations from some entities on, breadth first.</summary>
public sealed record GraphQuery
{
    /// <summary>Where to start; those that are not visible are left out.</summary>
    public required IReadOnlyList<EntityRef> Roots { get; init; }

    /// <summary>The relation types to follow, compared without case; null for all.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Which way to follow them.</summary>
    public GraphDirection Direction { get; init; } = GraphDirection.Outgoing;

    /// <summary>How many steps from a root at most.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>What an entity must satisfy to be part of the answer and walked through; roots too.</summary>
    public Condition Where { get; init; } = Condition.Everything;

    /// <summary>How many entities at most.</summary>
    public int Limit { get; init; } = 1_000;
}

/// <summary>The direction of a walk.</summary>
public enum GraphDirection
{
    /// <summary>From an entity to the targets of its relations.</summary>
    Outgoing,

    /// <summary>From an entity to those that have a relation to it.</summary>
    Incoming,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>The part of the graph that a walk reached.</summary>
/// <param name="Nodes">The entities, nearest first.</param>
/// <param name="Edges">The relations followed between them, without repeats.</param>
/// <param name="Truncated">Whether the limit cut the walk short.</param>
public sealed record GraphAnswer(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<Relation> Edges, bool Truncated);

/// <summary>An entity of a walk.</summary>
/// <param name="Doc">Its document in the snapshot that answered.</param>
/// <param name="Ref">Its ref.</param>
/// <param name="Depth">Its distance from the nearest root.</param>
public readonly record struct GraphNode(int Doc, EntityRef Ref, int Depth);

/// <summary>An entity among the ancestors of another, with its own parents.</summary>
/// <param name="Doc">Its document in the snapshot that answered.</param>
/// <param name="Ref">Its ref.</param>
/// <param name="Parents">The visible entities that emit it.</param>
public sealed record AncestryItem(int Doc, EntityRef Ref, IReadOnlyList<EntityRef> Parents);
