namespace Catalog.Index.Query;

/// <summary>Not the part.</summary>
public sealed record Not(Condition Part) : Condition;
