using Catalog.Index.Rows;

namespace Catalog.Index.Query;

/// <summary>A question for a list of entities.</summary>
public sealed record EntityQuery
{
    /// <summary>Which entities.</summary>
    public Condition Where { get; init; } = Condition.Everything;

    /// <summary>The order; empty means the stable order of no order field (see <see cref="MissingOrder"/>).</summary>
    public IReadOnlyList<OrderField> Order { get; init; } = [];

    /// <summary>What becomes of entities without a value for the order field, and which of the two lists' rules hold.</summary>
    public MissingOrder Missing { get; init; } = MissingOrder.Exclude;

    /// <summary>A substring that must occur; null for none.</summary>
    public TextFilter? Text { get; init; }
}

/// <summary>One field to order by: by its lower-cased value in ordinal order of its UTF-8 bytes.</summary>
public sealed record OrderField(string Key, bool Descending)
{
    /// <summary>The searchable key, in lower case.</summary>
    public string Key { get; } = LowerCase.Of(Key);
}

/// <summary>
/// A substring, trimmed and lower-cased, that must occur in one of these fields; <c>%</c> and <c>_</c> are SQL LIKE wildcards, as in
/// Backstage. An empty term asks for nothing. When the only field is the order field, the very value that orders the entity must match.
/// </summary>
public sealed record TextFilter(string Term, IReadOnlyList<string> Fields)
{
    /// <summary>The term, trimmed and in lower case.</summary>
    public string Term { get; } = LowerCase.Of(Term.Trim());

    /// <summary>The searchable keys, in lower case.</summary>
    public IReadOnlyList<string> Fields { get; } = [.. Fields.Select(LowerCase.Of)];
}

/// <summary>How entities without a value for the order field are treated. The two lists of the contract differ in this and, with it, in their ties.</summary>
public enum MissingOrder
{
    /// <summary>
    /// As by-query does: left out, of the items and of the total; only the first order field counts; ties go by uid, in the direction of
    /// the order field; no order field means by uid.
    /// </summary>
    Exclude,

    /// <summary>
    /// As GET /entities does: after all others; all order fields count; ties go by uid, ascending; no order field means by entity ref.
    /// </summary>
    Last,
}

/// <summary>Which part of the answer.</summary>
public sealed record PageRequest
{
    /// <summary>How many items at most; 0 for only the total.</summary>
    public required int Limit { get; init; }

    /// <summary>How many to skip, from the start or from <see cref="From"/>.</summary>
    public int Offset { get; init; }

    /// <summary>Where to go on from, exclusive; null to start at the beginning. With several order fields (<see cref="MissingOrder.Last"/>) there is no paging by position.</summary>
    public PagePosition? From { get; init; }

    /// <summary>True to take the items before <see cref="From"/> instead of those after; they still come in query order.</summary>
    public bool Backwards { get; init; }

    /// <summary>Whether to count all matches.</summary>
    public bool CountTotal { get; init; } = true;
}

/// <summary>A place in an ordered answer that survives changes: the order value (null when unordered or missing) and the uid of an entity.</summary>
public readonly record struct PagePosition(string? Value, Guid Uid);

/// <summary>A page of an answer.</summary>
/// <param name="Hits">The entities, in query order; one may come more than once when the order field is an array.</param>
/// <param name="Total">All matching entities, each counted once; null when not asked for.</param>
/// <param name="HasMore">Whether there is more in the direction of paging.</param>
public sealed record QueryPage(IReadOnlyList<Hit> Hits, int? Total, bool HasMore);

/// <summary>One entity of an answer.</summary>
/// <param name="Doc">Its document number, valid in the snapshot that answered and in no other.</param>
/// <param name="Position">Its place in the answer's order.</param>
public readonly record struct Hit(int Doc, PagePosition Position);

/// <summary>One value of a facet in its original spelling, and the number of entities that have it.</summary>
public readonly record struct FacetValue(string Value, int Count);
