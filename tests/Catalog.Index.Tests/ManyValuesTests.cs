using Catalog.Index.Query;
using Catalog.Model;
using Catalog.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Index.Tests;

/// <summary>Text filters and facets over more values than one chunk of an order holds, against plain lists. A failure names the seed that gives it again.</summary>
public sealed class ManyValuesTests
{
    private const int Cases = 40;

    private static readonly string[] Syllables = ["pay", "ment", "or", "der", "_", "-", "ab", "aba", "x", "10", "010", "zeta"];

    [Fact]
    public void Text_filters_and_facets_find_what_plain_lists_find() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Run(new Random(seed), seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static void Run(Random random, int seed)
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var records = new Dictionary<EntityRef, FeedEntry>();
        for (var round = 0; round < 3; round++)
        {
            var changes = Enumerable.Range(0, round == 0 ? 1500 : 40).Select(_ => Entity(random, store)).DistinctBy(entry => entry.Ref).ToList();
            index.Apply(changes);
            changes.ForEach(entry => records[entry.Ref] = entry);
            var naive = new NaiveCatalog(records.Values);
            for (var i = 0; i < 8; i++)
            {
                Compare(index.Current, naive, Question(random), $"seed {seed}, round {round}");
            }

            CompareFacets(index.Current, naive, random, $"seed {seed}, round {round}");
        }
    }

    private static FeedEntry Entity(Random random, BodyStore store)
    {
        var kind = random.Next(2) == 0 ? "Component" : "API";
        return store.Put($$$"""{"kind":"{{{kind}}}","metadata":{"name":"{{{Text(random, 1 + random.Next(4))}}}","title":"{{{Text(random, random.Next(60))}}}"}}""");
    }

    private static EntityQuery Question(Random random) => new()
    {
        Where = random.Next(2) == 0 ? Condition.Everything : new HasValue("kind", ["api"]),
        Order = random.Next(3) == 0 ? [] : [new OrderField("metadata.name", random.Next(2) == 0)],
        Text = new TextFilter(
            random.Next(5) == 0 ? Text(random, 1) + "%" + Text(random, 1) : Text(random, 1 + random.Next(4)),
            random.Next(3) == 0 ? ["metadata.name", "metadata.title"] : [random.Next(2) == 0 ? "metadata.name" : "metadata.title"]),
    };

    private static void Compare(IndexSnapshot index, NaiveCatalog naive, EntityQuery query, string context)
    {
        foreach (var page in (PageRequest[])[new() { Limit = int.MaxValue }, new() { Limit = 20 }])
        {
            var (expected, actual) = (naive.Find(query, page), index.Find(query, page));
            var message = $"{context}: '{query.Text!.Term}' in {string.Join(' ', query.Text.Fields)}, {index.Explain(query, page)}";
            Assert.True(expected.Total == actual.Total, $"{message}: {expected.Total} expected, not {actual.Total}");
            Assert.True(expected.Hits.Select(hit => naive.RefOf(hit.Doc)).SequenceEqual(actual.Hits.Select(hit => index.RefOf(hit.Doc))), message);
        }
    }

    // All values, many, and a few of many: each is counted in another way.
    private static void CompareFacets(IndexSnapshot index, NaiveCatalog naive, Random random, string context)
    {
        string[] keys = ["metadata.name", "kind", "metadata.title"];
        foreach (var where in (Condition[])[Condition.Everything, new HasValue("kind", ["api"]), new HasValue("metadata.name", [Text(random, 1), Text(random, 1)])])
        {
            foreach (var (key, actual) in keys.Zip(index.Facets(keys, where)))
            {
                Assert.True(naive.Facet(key, where).SequenceEqual(actual), $"{context}: facet {key} of {where}");
            }
        }
    }

    private static string Text(Random random, int syllables) =>
        string.Concat(Enumerable.Range(0, syllables).Select(_ => Syllables[random.Next(Syllables.Length)])).Trim('-', '_') is { Length: > 0 } text ? text : "a";
}
