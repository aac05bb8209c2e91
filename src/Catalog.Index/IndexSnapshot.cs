using System.Buffers;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Index;

/// <summary>
/// The catalog at one instant, for reading. Document numbers are valid in this snapshot only. Thread-safe; costs nothing to hold briefly.
/// </summary>
/// <remarks>Only visible entities (processed well at least once) are documents.</remarks>
public sealed class IndexSnapshot
{
    /// <summary>The last sequence number that this state reflects.</summary>
    public long Sequence => throw new NotImplementedException();

    /// <summary>How many entities are visible.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>The document of a ref; false when it is not visible.</summary>
    public bool TryGet(EntityRef entity, out int doc) => throw new NotImplementedException();

    /// <summary>The document of a uid; false when it is not visible.</summary>
    public bool TryGet(Guid uid, out int doc) => throw new NotImplementedException();

    /// <summary>The ref of a document.</summary>
    public EntityRef RefOf(int doc) => throw new NotImplementedException();

    /// <summary>Whether a document satisfies a condition.</summary>
    public bool Matches(int doc, Condition condition) => throw new NotImplementedException();

    /// <summary>Answers a page of a query.</summary>
    public QueryPage Find(EntityQuery query, PageRequest page) => throw new NotImplementedException();

    /// <summary>Counts the matches of a condition.</summary>
    public int CountOf(Condition where) => throw new NotImplementedException();

    /// <summary>The values of a key among the matches, ordered by value (ordinal, UTF-8), each with its number of entities.</summary>
    public IReadOnlyList<FacetValue> Facet(string key, Condition where) => throw new NotImplementedException();

    /// <summary>All matching documents, in no order; for streaming whole lists.</summary>
    public IReadOnlyList<int> All(Condition where) => throw new NotImplementedException();

    /// <summary>The visible entities that emit this one.</summary>
    public IReadOnlyList<EntityRef> ParentsOf(EntityRef entity) => throw new NotImplementedException();

    /// <summary>The entities that have an outgoing relation to this one, whatever the type; at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<EntityRef> MentionedBy(EntityRef entity, int limit) => throw new NotImplementedException();

    /// <summary>
    /// Writes final entities one after the other, each put together of stored UTF-8: processed body, relations both ways, status, uid, etag.
    /// </summary>
    /// <param name="docs">Which; a document whose entity has gone since the snapshot gives nothing, and its separator is left out.</param>
    /// <param name="fields">Which parts (contract section 6, <c>fields</c>); null for all.</param>
    /// <param name="separator">Written between two entities, for example a comma.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<int> docs, FieldSelection? fields, ReadOnlyMemory<byte> separator, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
