namespace Catalog.Index.Query;

/// <summary>All of the parts; with none, everything.</summary>
public sealed record All(IReadOnlyList<Condition> Parts) : Condition;
