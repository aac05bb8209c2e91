namespace Catalog.Client.Queries;

/// <summary>A question to the catalog.</summary>
public sealed record EntityQuery
{
    /// <summary>Which entities; null for all.</summary>
    public EntityPredicate? Where { get; init; }

    /// <summary>A text that one of <see cref="TextFields"/> must hold; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>The fields that <see cref="Text"/> is looked for in; empty for the order's field, or else the uid.</summary>
    public IReadOnlyList<string> TextFields { get; init; } = [];

    /// <summary>The field to order by; entities that lack it are left out. Null for any order that stays the same.</summary>
    public string? OrderBy { get; init; }

    /// <summary>From the last to the first.</summary>
    public bool Descending { get; init; }

    /// <summary>Paths to keep, such as <c>metadata.name</c>; empty for whole entities.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Entities in a page; 0 to only count. Default 200.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Entities to skip before the first page.</summary>
    public int Offset { get; init; }

    /// <summary>Whether <see cref="EntityPage.TotalItems"/> is wanted; leaving it out saves the catalog the counting.</summary>
    public bool Count { get; init; } = true;

    /// <summary>A cursor of an earlier page; then only <see cref="Limit"/> and <see cref="Fields"/> of this query count.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Some of the entities that match.</summary>
/// <param name="Items">The entities.</param>
/// <param name="TotalItems">How many match in all; 0 when it was not asked for.</param>
/// <param name="NextCursor">For the page after this; null on the last.</param>
/// <param name="PreviousCursor">For the page before this; null on the first.</param>
public sealed record EntityPage(IReadOnlyList<Entities.Entity> Items, long TotalItems, string? NextCursor, string? PreviousCursor);

/// <summary>A value of a field.</summary>
/// <param name="Value">The value as the entities spell it.</param>
/// <param name="Count">How many entities have it.</param>
public sealed record FacetValue(string Value, long Count);
