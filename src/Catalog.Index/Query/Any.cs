namespace Catalog.Index.Query;

/// <summary>At least one of the parts; with none, nothing.</summary>
public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;
