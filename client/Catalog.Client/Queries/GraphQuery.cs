namespace Catalog.Client.Queries;

/// <summary>Which part of the relation graph is wanted.</summary>
/// <param name="Roots">Full references to begin at.</param>
public sealed record GraphQuery(params IReadOnlyList<string> Roots)
{
    /// <summary>The relations to follow; empty for all.</summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary>Which way to follow them. Default both.</summary>
    public GraphDirection Direction { get; init; } = GraphDirection.Both;

    /// <summary>How many relations to go. Default 1.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Entities at most. Default 1,000.</summary>
    public int Limit { get; init; } = 1_000;

    /// <summary>Paths to keep of each entity, such as <c>metadata.name</c>; empty for whole entities.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}

/// <summary>Which way relations are followed.</summary>
public enum GraphDirection
{
    /// <summary>Either way.</summary>
    Both,

    /// <summary>From source to target.</summary>
    Outgoing,

    /// <summary>From target to source.</summary>
    Incoming,
}
