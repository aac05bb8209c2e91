using System.Globalization;
using System.Text;
using System.Text.Json;
using Catalog.Index.Graph;
using Catalog.Index.Query;
using Catalog.Index.Rows;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>The same answers as the index gives, by plain lists and no cleverness: what the index is checked against.</summary>
internal sealed class NaiveCatalog
{
    private readonly List<Doc> _docs = [];
    private readonly Dictionary<EntityRef, int> _byRef = [];
    private readonly Dictionary<Guid, int> _byUid = [];
    private readonly Dictionary<EntityRef, string> _hidden = [];
    private readonly Dictionary<EntityRef, List<EntityRef>> _children;

    public NaiveCatalog(IEnumerable<FeedEntry> records)
    {
        var live = records.Where(e => !e.IsTombstone).ToList();
        _children = live.ToDictionary(e => e.Ref, e => e.Record!.Children.ToList());
        var edges = live.SelectMany(e => e.Record!.Relations).ToLookup(r => r.Source, r => r);
        foreach (var entry in live.Where(e => !e.Record!.Processed.IsEmpty))
        {
            var relations = edges[entry.Ref].Distinct().OrderBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Target).ToList();
            var doc = new Doc(entry, relations);
            doc.Read();
            if (doc.Clash is { } clash)
            {
                _hidden[entry.Ref] = clash;
                continue;
            }

            foreach (var relation in relations)
            {
                doc.Add(LowerCase.Of("relations." + relation.Type), relation.Target.ToString(), relation.Target.ToString());
            }

            _byRef[entry.Ref] = _docs.Count;
            _byUid[entry.Record!.Uid] = _docs.Count;
            _docs.Add(doc);
        }
    }

    /// <summary>How many entities are visible.</summary>
    public int Count => _docs.Count;

    /// <summary>The document of a ref; false when it is not visible.</summary>
    public bool TryGet(EntityRef entity, out int doc) => _byRef.TryGetValue(entity, out doc);

    /// <summary>The document of a uid; false when it is not visible.</summary>
    public bool TryGet(Guid uid, out int doc) => _byUid.TryGetValue(uid, out doc);

    /// <summary>The ref of a document.</summary>
    public EntityRef RefOf(int doc) => _docs[doc].Entry.Ref;

    /// <summary>Why an entity that was processed well is still not visible; null when it is visible, or never was processed well.</summary>
    public string? HiddenReason(EntityRef entity) => _hidden.GetValueOrDefault(entity);

    /// <summary>Whether a document satisfies a condition.</summary>
    public bool Matches(int doc, Condition condition) => _docs[doc].Matches(condition);

    /// <summary>Answers a page of a query.</summary>
    public QueryPage Find(EntityQuery query, PageRequest page)
    {
        var matches = Enumerable.Range(0, Count).Where(d => _docs[d].Matches(query.Where)).ToList();
        var key = query.Order.Count > 0 ? query.Order[0].Key : null;
        var like = query.Text is { Term.Length: > 0 } ? new LikePattern(query.Text.Term) : null;
        var inScope = like is not null && query.Text!.Fields.Count == 1 && query.Text.Fields[0] == key && query.Missing == MissingOrder.Exclude;
        bool Like(string? v) => v is not null && like!.Matches(Encoding.UTF8.GetBytes(v));
        if (like is not null)
        {
            matches.RemoveAll(d => !query.Text!.Fields.Any(f => _docs[d].Values(f).Any(Like)));
        }

        var rows = Rows(query, matches, key).ToList();
        if (query.Missing == MissingOrder.Exclude && key is not null)
        {
            rows.RemoveAll(r => r.Values[0] is null || (inScope && !Like(r.Values[0])));
        }

        rows.Sort((a, b) => Compare(query, a, b));
        var total = query.Missing == MissingOrder.Exclude && key is not null ? matches.Count(d => _docs[d].Values(key).Any()) : matches.Count;
        IEnumerable<Row> part = rows;
        if (page.From is { } from)
        {
            var at = new Row(-1, [from.Value], from.Uid);
            part = page.Backwards ? rows.Where(r => Compare(query, r, at) < 0).Reverse() : rows.Where(r => Compare(query, r, at) > 0);
        }
        else if (page.Backwards)
        {
            part = rows.AsEnumerable().Reverse();
        }

        var taken = part.Skip(page.Offset).Take(page.Limit == int.MaxValue ? page.Limit : page.Limit + 1).ToList();
        var more = page.Limit > 0 && taken.Count > page.Limit;
        taken = taken.Take(page.Limit).ToList();
        if (page.Backwards)
        {
            taken.Reverse();
        }

        return new QueryPage(taken.ConvertAll(r => new Hit(r.Doc, new PagePosition(r.Values[0], r.Uid))), page.CountTotal ? total : null, more);
    }

    private IEnumerable<Row> Rows(EntityQuery query, List<int> matches, string? key)
    {
        foreach (var d in matches)
        {
            var uid = _docs[d].Entry.Record!.Uid;
            if (key is null)
            {
                yield return new Row(d, [query.Missing == MissingOrder.Last ? RefOf(d).ToString() : null], uid);
                continue;
            }

            var fields = query.Missing == MissingOrder.Last ? query.Order : query.Order.Take(1);
            IEnumerable<string?[]> combined = [[]];
            foreach (var field in fields)
            {
                var values = _docs[d].Values(field.Key).DefaultIfEmpty(null).ToList();
                combined = combined.SelectMany(c => values.Select(v => (string?[])[.. c, v])).ToList();
            }

            foreach (var values in combined)
            {
                yield return new Row(d, values, uid);
            }
        }
    }

    private static int Compare(EntityQuery query, Row a, Row b)
    {
        for (var i = 0; i < Math.Min(a.Values.Length, b.Values.Length); i++)
        {
            var descending = i < query.Order.Count && query.Order[i].Descending;
            var c = (a.Values[i], b.Values[i]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                (var x, var y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)) * (descending ? -1 : 1),
            };
            if (c != 0)
            {
                return c;
            }
        }

        return a.Uid.CompareTo(b.Uid) * (query.Missing == MissingOrder.Exclude && query.Order is [{ Descending: true }, ..] ? -1 : 1);
    }

    private sealed record Row(int Doc, string?[] Values, Guid Uid);

    /// <summary>Counts the matches of a condition.</summary>
    public int CountOf(Condition where) => _docs.Count(d => d.Matches(where));

    /// <summary>The values of a key among the matches, ordered by value (ordinal, UTF-8), each with its number of entities.</summary>
    public IReadOnlyList<FacetValue> Facet(string key, Condition where)
    {
        var lower = LowerCase.Of(key);
        return [.. _docs.Where(d => d.Matches(where)).SelectMany(d => d.Originals(lower)).GroupBy(v => v)
            .OrderBy(g => Encoding.UTF8.GetBytes(g.Key), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(g => new FacetValue(g.Key, g.Count()))];
    }

    /// <summary>All matching documents, in no order; for streaming whole lists.</summary>
    public IReadOnlyList<int> All(Condition where) => [.. Enumerable.Range(0, Count).Where(d => _docs[d].Matches(where))];

    /// <summary>The visible entities that emit this one.</summary>
    public IReadOnlyList<EntityRef> ParentsOf(EntityRef entity) => [.. _docs.Where(d => d.Entry.Record!.Children.Contains(entity)).Select(d => d.Entry.Ref)];

    /// <summary>The visible entities that this one, visible or not, emits.</summary>
    public IReadOnlyList<EntityRef> ChildrenOf(EntityRef entity) =>
        _children.TryGetValue(entity, out var children) ? [.. children.Where(_byRef.ContainsKey)] : [];

    /// <summary>The relations that an entity shows, by type and target; none when it is not visible.</summary>
    public IReadOnlyList<Relation> RelationsOf(EntityRef entity) => TryGet(entity, out var doc) ? _docs[doc].Relations : [];

    /// <summary>The entities that have an outgoing relation to this one, whatever the type; at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<EntityRef> MentionedBy(EntityRef entity, int limit) =>
        [.. _docs.Where(d => d.Relations.Exists(r => r.Target == entity)).Select(d => d.Entry.Ref).Take(limit)];

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

    private sealed class Doc(FeedEntry entry, List<Relation> relations)
    {
        private static readonly string[] Unwalked =
            ["attachments", "relations", "status", "metadata.name", "metadata.namespace", "metadata.uid", "metadata.etag"];

        private readonly List<(string Key, string? Value, string? Original)> _rows = [];
        private readonly Dictionary<string, string> _keys = [];

        public FeedEntry Entry => entry;

        public List<Relation> Relations => relations;

        public string? Clash { get; private set; }

        public void Read()
        {
            var root = JsonElement.Parse(entry.Record!.Processed.Span);
            Walk("", root, []);
            var metadata = root.GetProperty("metadata");
            if (entry.Record.Sources.IsEmpty)
            {
                Row("metadata.annotations.backstage.io/orphan", "true");
            }

            Row("metadata.name", metadata.GetProperty("name").GetString()!);
            Row("metadata.namespace", metadata.TryGetProperty("namespace", out var space) ? space.GetString()! : "default");
            Row("metadata.uid", entry.Record.Uid.ToString());
        }

        private void Walk(string path, JsonElement value, HashSet<string> items)
        {
            if (Unwalked.Contains(path) || (path == "metadata.annotations.backstage.io/orphan" && entry.Record!.Sources.IsEmpty))
            {
                return;
            }

            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        Walk(path.Length > 0 ? $"{path}.{member.Name}" : member.Name, member.Value, items);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                    {
                        Walk(path, item, items);
                        if (item.ValueKind == JsonValueKind.String && items.Add($"{path}.{item.GetString()}".ToLowerInvariant()))
                        {
                            Row($"{path}.{item.GetString()}", "true");
                        }
                    }

                    break;
                case JsonValueKind.Null:
                    Row(path, null);
                    break;
                case JsonValueKind.Number:
                    Row(path, value.GetDouble().ToString(CultureInfo.InvariantCulture));
                    break;
                case JsonValueKind.String:
                    Row(path, value.GetString());
                    break;
                default:
                    Row(path, value.GetBoolean() ? "true" : "false");
                    break;
            }
        }

        private void Row(string rawKey, string? original)
        {
            var key = rawKey.ToLowerInvariant();
            if (!_keys.TryAdd(key, rawKey) && _keys[key] != rawKey)
            {
                Clash = $"Entity has duplicate keys that vary only in casing, '{key}'";
            }

            if (key.Length <= 200)
            {
                var value = original?.ToLowerInvariant() is { Length: <= 200 } text ? text : null;
                Add(key, value, value is null ? null : original);
            }
        }

        public void Add(string key, string? value, string? original)
        {
            if (!_rows.Exists(row => row.Key == key && row.Value == value))
            {
                _rows.Add((key, value, original));
            }
        }

        public IEnumerable<string> Values(string key) => _rows.Where(row => row.Key == key && row.Value is not null).Select(row => row.Value!);

        public IEnumerable<string> Originals(string key) => _rows.Where(row => row.Key == key && row.Value is not null).Select(row => row.Original!);

        public bool Matches(Condition condition) => condition switch
        {
            All all => all.Parts.All(Matches),
            Any any => any.Parts.Any(Matches),
            Not not => !Matches(not.Part),
            Exists exists => _rows.Exists(row => row.Key == exists.Key),
            HasValue has => Values(has.Key).Any(has.Values.Contains),
            HasPrefix prefix => Values(prefix.Key).Any(v => v.StartsWith(prefix.Prefix, StringComparison.Ordinal)),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown condition."),
        };
    }
}
