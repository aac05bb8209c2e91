using System.Text;
using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Index.Tests;

/// <summary>The index against <see cref="NaiveCatalog"/>: random entities, changes and questions. A failure names the seed that gives it again.</summary>
public sealed class IndexPropertyTests
{
    private const int Cases = 300;

    [Fact]
    public void Every_question_is_answered_as_by_plain_lists() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Run(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static void Run(int seed)
    {
        var world = new World(seed);
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var records = new Dictionary<EntityRef, FeedEntry>();
        var earlier = new List<(IndexSnapshot Snapshot, NaiveCatalog Naive)>();
        Checkpoint? checkpoint = null;
        for (var batch = 0; batch < 6; batch++)
        {
            var entries = Enumerable.Range(0, 1 + world.Next(world.Next(2) == 0 ? 3 : 40)).Select(_ => world.Change(store)).ToList();
            Give(index, entries, batch == 0 ? world.Next(4) : 0);
            entries.ForEach(entry => records[entry.Ref] = entry);
            var naive = new NaiveCatalog(records.Values);
            earlier.Add((index.Current, naive));
            Compare(world, index.Current, naive, $"seed {seed}, batch {batch}");
            checkpoint = world.Next(3) == 0 ? Checkpoint.Of(index) : checkpoint;
            if (checkpoint is not null && world.Next(2) == 0)
            {
                index = checkpoint.Restart(store, records.Values, 1 + world.Next(4));
                Compare(world, index.Current, naive, $"seed {seed}, batch {batch}, restarted");
            }
        }

        foreach (var (snapshot, naive) in earlier)
        {
            Compare(world, snapshot, naive, $"seed {seed}, an earlier snapshot");
        }
    }

    // At once, or as a load in parts.
    private static void Give(CatalogIndex index, List<FeedEntry> entries, int parts)
    {
        if (parts == 0)
        {
            index.Apply(entries);
            return;
        }

        Checkpoint.Load(index, entries, parts);
    }

    private static void Compare(World world, IndexSnapshot index, NaiveCatalog naive, string context)
    {
        Equal(naive.Count, index.Count, $"{context}: count");
        for (var i = 0; i < 6; i++)
        {
            var where = world.Condition();
            var text = $"{context}: {where}";
            Equal(naive.CountOf(where), index.CountOf(where), $"{text}: count");
            Equal(Refs(naive.All(where).Select(naive.RefOf)), Refs(index.All(where).Select(index.RefOf)), $"{text}: all");
            foreach (var doc in naive.All(Condition.Everything))
            {
                Assert.True(index.TryGet(naive.RefOf(doc), out var found), $"{context}: {naive.RefOf(doc)} is missing");
                Equal(naive.Matches(doc, where), index.Matches(found, where), $"{text}: matches {naive.RefOf(doc)}");
            }

            var key = world.Key();
            Equal(Text(naive.Facet(key, where)), Text(index.Facet(key, where)), $"{text}: facet {key}");
            ComparePages(world, index, naive, context);
            CompareGraph(world.Ref(), index, naive, context);
        }
    }

    private static void ComparePages(World world, IndexSnapshot index, NaiveCatalog naive, string context)
    {
        var query = world.Query();
        var page = new PageRequest { Limit = world.Next(2) == 0 ? int.MaxValue : world.Next(5), Offset = world.Next(3) == 0 ? world.Next(4) : 0, CountTotal = world.Next(4) > 0 };
        var text = $"{context}: {Show(query)}";
        ComparePage(query, page, index, naive, text);
        if (query.Missing == MissingOrder.Last && query.Order.Count > 1)
        {
            return;
        }

        var all = naive.Find(query, new PageRequest { Limit = int.MaxValue }).Hits;
        PagePosition? from = all.Count == 0 || world.Next(3) == 0 ? null : all[world.Next(all.Count)].Position;
        ComparePage(query, page with { From = from, Backwards = world.Next(2) == 0 }, index, naive, text);
    }

    private static void ComparePage(EntityQuery query, PageRequest page, IndexSnapshot index, NaiveCatalog naive, string text)
    {
        var (expected, actual) = (naive.Find(query, page), index.Find(query, page));
        var message = $"{text}, {page} by {index.Explain(query, page).Strategy}";
        Equal(expected.Total, actual.Total, message + ": total");
        Equal(expected.HasMore, actual.HasMore, message + ": more");
        Equal(
            string.Join('\n', expected.Hits.Select(hit => $"{naive.RefOf(hit.Doc)} {hit.Position}")),
            string.Join('\n', actual.Hits.Select(hit => $"{index.RefOf(hit.Doc)} {hit.Position}")),
            message);
    }

    private static void CompareGraph(EntityRef entity, IndexSnapshot index, NaiveCatalog naive, string context)
    {
        Equal(naive.TryGet(entity, out var doc), index.TryGet(entity, out var found), $"{context}: {entity} visible");
        Equal(naive.HiddenReason(entity), index.HiddenReason(entity), $"{context}: {entity} hidden");
        Equal(Refs(naive.ParentsOf(entity)), Refs(index.ParentsOf(entity)), $"{context}: parents of {entity}");
        Equal(Refs(naive.ChildrenOf(entity)), Refs(index.ChildrenOf(entity)), $"{context}: children of {entity}");
        Equal(Refs(naive.MentionedBy(entity, int.MaxValue)), Refs(index.MentionedBy(entity, int.MaxValue)), $"{context}: mentions of {entity}");
        Equal(string.Join('\n', naive.RelationsOf(entity)), string.Join('\n', index.RelationsOf(entity)), $"{context}: relations of {entity}");
        Equal(Show(naive.AncestryOf(entity), naive.RefOf), Show(index.AncestryOf(entity), index.RefOf), $"{context}: ancestry of {entity}");
        if (doc >= 0 && index.Count > 0 && naive.TryGet(entity, out _))
        {
            Assert.True(index.TryGet(index.UidOf(found), out var byUid) && byUid == found, $"{context}: {entity} by uid");
        }
    }

    private static string Show(IReadOnlyList<Graph.AncestryItem> items, Func<int, EntityRef> refOf) =>
        string.Join('\n', items.Select(item => $"{refOf(item.Doc)} < {Refs(item.Parents)}").Order(StringComparer.Ordinal));

    private static string Refs(IEnumerable<EntityRef> refs) => string.Join(' ', refs.Order());

    private static string Text(IReadOnlyList<FacetValue> facet) => string.Join('\n', facet);

    private static string Show(EntityQuery query) =>
        new StringBuilder().Append(query.Where).Append(", order ").AppendJoin(' ', query.Order).Append(", ").Append(query.Missing)
            .Append(query.Text is null ? "" : $", text '{query.Text.Term}' in {string.Join(' ', query.Text.Fields)}").ToString();

    private static void Equal<T>(T expected, T actual, string message) =>
        Assert.True(EqualityComparer<T>.Default.Equals(expected, actual), $"{message}\nexpected {expected}\nactual   {actual}");
}
