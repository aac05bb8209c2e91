using System.Buffers;
using Catalog.Index.Answers;
using Catalog.Index.Documents;
using Catalog.Index.Entities;
using Catalog.Index.Evaluation;
using Catalog.Index.Graph;
using Catalog.Index.Memory;
using Catalog.Index.Query;
using Catalog.Index.Rows;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index;

/// <summary>
/// The catalog at one instant, for reading. Document numbers are valid in this snapshot only. Thread-safe; costs nothing to hold briefly.
/// </summary>
/// <remarks>Only visible entities (processed well at least once) are documents.</remarks>
public sealed class IndexSnapshot
{
    private readonly IndexState _state;
    private readonly Readable _source;
    private readonly EntityWriter _writer;

    internal IndexSnapshot(IndexState state, EntityWriter writer, Action<int> keep)
    {
        _state = state;
        _source = new Readable(state, keep);
        _writer = writer;
    }

    /// <summary>The last sequence number that this state reflects.</summary>
    public long Sequence => _state.Sequence;

    /// <summary>How many entities are visible.</summary>
    public int Count => _state.Count;

    /// <summary>How many relations entities emit; one that two of them emit counts twice.</summary>
    public long Relations => _state.Relations;

    internal IndexState State => _state;

    /// <summary>The document of a ref; false when it is not visible.</summary>
    public bool TryGet(EntityRef entity, out int doc)
    {
        doc = Read(state => Refs.Document(state, entity) is >= 0 and var found && state.Documents[found]!.Visible ? found : -1);
        return doc >= 0;
    }

    /// <summary>The document of a uid; false when it is not visible.</summary>
    public bool TryGet(Guid uid, out int doc)
    {
        doc = UidTerm.Find(_state, uid);
        return doc >= 0;
    }

    /// <summary>The ref of a document.</summary>
    public EntityRef RefOf(int doc) => Read(state => Refs.Of(state, DocumentOf(doc).Ref));

    /// <summary>The uid of a document.</summary>
    public Guid UidOf(int doc) => DocumentOf(doc).Uid;

    /// <summary>Why an entity that was processed well is still not visible; null when it is visible, or never was processed well.</summary>
    public string? HiddenReason(EntityRef entity) =>
        Read(state => Refs.Document(state, entity) is >= 0 and var doc ? state.Documents[doc]!.Trouble?.HiddenReason : null);

    /// <summary>Whether a document satisfies a condition.</summary>
    public bool Matches(int doc, Condition condition) => Read(_ => new Binder(_source).Bind(condition).Matches(doc));

    /// <summary>Answers a page of a query.</summary>
    public QueryPage Find(EntityQuery query, PageRequest page) => Read(_ => new Pager(_source, query, page).Answer());

    /// <summary>How a page of a query is found, and what that is estimated to cost.</summary>
    public QueryPlan Explain(EntityQuery query, PageRequest page) => Read(_ => new Pager(_source, query, page).Explain());

    /// <summary>Counts the matches of a condition.</summary>
    public int CountOf(Condition where) => Read(_ => new Binder(_source).Bind(where).Count());

    /// <summary>The values of a key among the matches, ordered by value (ordinal, UTF-8), each with its number of entities.</summary>
    public IReadOnlyList<FacetValue> Facet(string key, Condition where) => Facets([key], where)[0];

    /// <summary>The values of some keys among the same matches, each as <see cref="Facet"/> gives it.</summary>
    public IReadOnlyList<IReadOnlyList<FacetValue>> Facets(IReadOnlyList<string> keys, Condition where) => Read(_ =>
    {
        var matches = new Binder(_source).Bind(where);
        var set = matches is EverythingTerm ? null : matches.Evaluate();
        var facets = new Facets(_source);
        return keys.Select(key => facets.Count(LowerCase.Of(key), set)).ToList();
    });

    /// <summary>All matching documents, in no order; for streaming whole lists.</summary>
    public IReadOnlyList<int> All(Condition where) => Read(_ => new Binder(_source).Bind(where).Evaluate().ToArray());

    /// <summary>The visible entities that emit this one.</summary>
    public IReadOnlyList<EntityRef> ParentsOf(EntityRef entity) => Read<IReadOnlyList<EntityRef>>(state =>
        Refs.Find(state, entity) is >= 0 and var text ? [.. Visible(state.Of(InternalKey.Child, text)).Select(RefOf)] : []);

    /// <summary>The visible entities that this one, visible or not, emits.</summary>
    public IReadOnlyList<EntityRef> ChildrenOf(EntityRef entity)
    {
        var children = new List<int>();
        if (Refs.Document(_state, entity) is >= 0 and var doc)
        {
            _state.Documents[doc]!.Payload.ReadChildren(children);
        }

        return Read(state => children.ConvertAll(child => Refs.Of(state, child)).FindAll(child => TryGet(child, out int _)));
    }

    /// <summary>The relations that an entity shows, by type and target; none when it is not visible.</summary>
    public IReadOnlyList<Relation> RelationsOf(EntityRef entity)
    {
        if (!TryGet(entity, out var doc))
        {
            return [];
        }

        var relations = new RelationList();
        Read(state => relations.Read(state, state.Documents[doc]!));
        return [.. relations.Items.Select(item => new Relation(entity, item.Type, EntityRef.Parse(item.Target)))];
    }

    /// <summary>The entities that have an outgoing relation to this one, whatever the type; at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<EntityRef> MentionedBy(EntityRef entity, int limit) => Read<IReadOnlyList<EntityRef>>(state =>
        Refs.Find(state, entity) is >= 0 and var text
            ? [.. state.Types.Keys.SelectMany(key => Visible(state.Of(key, text))).Distinct().Take(limit).Select(RefOf)]
            : []);

    /// <summary>An entity and all its ancestors, the entity first, each once; empty when it is not visible.</summary>
    public IReadOnlyList<AncestryItem> AncestryOf(EntityRef entity)
    {
        var items = new List<AncestryItem>();
        var seen = new HashSet<EntityRef> { entity };
        var todo = new Queue<EntityRef>([entity]);
        while (todo.TryDequeue(out var at))
        {
            if (TryGet(at, out var doc))
            {
                var parents = ParentsOf(at);
                items.Add(new AncestryItem(doc, at, parents));
                foreach (var parent in parents.Where(seen.Add))
                {
                    todo.Enqueue(parent);
                }
            }
        }

        return items;
    }

    /// <summary>Walks over relations from some entities on.</summary>
    public GraphAnswer Traverse(GraphQuery query) => Read(_ => new Walk(_source, query).Answer());

    /// <summary>
    /// Writes final entities one after the other, each put together of stored UTF-8: processed body, relations both ways, status, uid, etag.
    /// One whose record was replaced since the snapshot is written as the newer record has it, which may wait for the index to have that too.
    /// </summary>
    /// <param name="docs">Which; -1 for one that is not there. A document whose entity has gone since the snapshot is not there either.</param>
    /// <param name="fields">Which parts (contract section 6, <c>fields</c>); null for all.</param>
    /// <param name="separator">Written between two entities, for example a comma.</param>
    /// <param name="absent">Written in place of an entity that is not there; when empty, its separator is left out too.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public ValueTask WriteAsync(
        ReadOnlyMemory<int> docs, FieldSelection? fields, ReadOnlyMemory<byte> separator, ReadOnlyMemory<byte> absent, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        _writer.WriteAsync(_source, docs, new EntityForm(fields, separator, absent), output, cancellationToken);

    /// <summary>
    /// Gives final entities as <see cref="WriteAsync"/> writes them, for lists of any length: in batches, made beside each other and a few
    /// ahead of the reader, so that a long list never lies in memory whole. No batch is empty; the separator between two is the caller's.
    /// </summary>
    /// <param name="docs">Which; a document whose entity has gone since the snapshot is left out.</param>
    /// <param name="fields">Which parts; null for all.</param>
    /// <param name="separator">Written between two entities of a batch.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The UTF-8; each batch is valid until the next is asked for.</returns>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        ReadOnlyMemory<int> docs, FieldSelection? fields, ReadOnlyMemory<byte> separator, CancellationToken cancellationToken) =>
        _writer.ReadAsync(_source, docs, new EntityForm(fields, separator, default), cancellationToken);

    // The state must outlive the reading of it: numbers of texts and terms are given again once no state that knew them is alive.
    private T Read<T>(Func<IndexState, T> read)
    {
        var result = read(_state);
        GC.KeepAlive(_state);
        return result;
    }

    private Document DocumentOf(int doc) => _state.Documents[doc] ?? throw new ArgumentOutOfRangeException(nameof(doc), doc, "No document of this snapshot.");

    private IEnumerable<int> Visible(Posting posting) => posting.ToArray().Where(doc => _state.Documents[doc]!.Visible);
}
