using System.Buffers;
using System.Globalization;
using Catalog.Index.Graph;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Index.Tests;

/// <summary>What somebody might do by mistake or on purpose.</summary>
public sealed class AdversarialTests
{
    [Fact]
    public void Ten_thousand_terms_in_one_filter_are_answered()
    {
        var (_, index) = Filled(300);
        var values = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"metadata.name=c{i}"));
        Assert.True(FilterParser.TryParse([values], QueryLimits.Default, out var oneKey, out _));
        Assert.True(FilterParser.TryParse(Enumerable.Range(0, 10_000).Select(i => $"spec.type=t{i % 7},metadata.name=c{i}"), QueryLimits.Default, out var branches, out _));
        var everyKey = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"key{i}=v"));
        Assert.True(FilterParser.TryParse([everyKey], QueryLimits.Default, out var keys, out _));

        Assert.Equal(300, index.Current.CountOf(oneKey));
        Assert.Equal(300, index.Current.CountOf(branches));
        Assert.Equal(0, index.Current.CountOf(keys));
    }

    [Fact]
    public void A_condition_nested_as_deeply_as_allowed_is_answered()
    {
        var (_, index) = Filled(10);
        Condition condition = new HasValue("kind", ["component"]);
        for (var i = 0; i < QueryLimits.Default.MaxDepth; i++)
        {
            condition = new Not(new All([condition, Condition.Everything]));
        }

        Assert.Equal(10, index.Current.CountOf(condition));
    }

    [Fact]
    public async Task A_value_of_a_megabyte_is_shown_but_not_searchable()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var huge = new string('x', 1_000_000);
        var entry = store.Put($$$"""{"kind":"Component","metadata":{"name":"big","description":"{{{huge}}}"},"spec":{"{{{huge}}}":1}}""");
        index.Apply([entry]);

        Assert.Equal(0, index.Current.CountOf(new HasValue("metadata.description", [huge])));
        Assert.Equal(1, index.Current.CountOf(new Exists("metadata.description")));
        Assert.Equal(0, index.Current.CountOf(new Exists("spec." + huge)));
        Assert.Empty(index.Current.Facet("metadata.description", Condition.Everything));
        var output = new ArrayBufferWriter<byte>();
        await index.Current.WriteAsync(index.Current.All(Condition.Everything).ToArray(), null, default, default, output, TestContext.Current.CancellationToken);
        Assert.True(output.WrittenCount > 2_000_000);
    }

    [Fact]
    public void A_hundred_thousand_tags_on_one_entity_can_all_be_found_and_taken_away_again()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var tags = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"tag-{i}\""));
        index.Apply([store.Put($$$"""{"kind":"Component","metadata":{"name":"tagged","tags":[{{{tags}}}]}}""")]);

        Assert.Equal(1, index.Current.CountOf(new Exists("metadata.tags.tag-77777")));
        Assert.Equal(1, index.Current.CountOf(new HasValue("metadata.tags", ["tag-99999"])));
        Assert.Equal(100_000, index.Current.Facet("metadata.tags", Condition.Everything).Count);
        Assert.Equal(100_000, index.Current.Find(new EntityQuery { Order = [new OrderField("metadata.tags", true)] }, new PageRequest { Limit = int.MaxValue }).Hits.Count);

        index.Apply([store.Put("""{"kind":"Component","metadata":{"name":"tagged","tags":["one"]}}""")]);
        Assert.Equal(0, index.Current.CountOf(new Exists("metadata.tags.tag-77777")));
        Assert.Equal("one", Assert.Single(index.Current.Facet("metadata.tags", Condition.Everything)).Value);
    }

    [Fact]
    public void An_order_field_that_nobody_has_leaves_nobody_or_puts_all_last()
    {
        var (_, index) = Filled(5);
        var order = new OrderField("spec.nobody.has.it", false);

        var none = index.Current.Find(new EntityQuery { Order = [order] }, new PageRequest { Limit = 10 });
        Assert.Empty(none.Hits);
        Assert.Equal(0, none.Total);
        var last = index.Current.Find(new EntityQuery { Order = [order], Missing = MissingOrder.Last }, new PageRequest { Limit = 10 });
        Assert.Equal(5, last.Hits.Count);
        Assert.Equal(5, last.Total);
    }

    [Fact]
    public void A_position_from_another_catalog_is_a_place_like_any_other()
    {
        var (_, index) = Filled(5);
        var query = new EntityQuery { Order = [new OrderField("metadata.name", false)] };
        PageRequest From(string? value) => new() { Limit = 10, From = new PagePosition(value, Guid.NewGuid()) };

        Assert.Equal(["component:default/c3", "component:default/c4"], index.Current.Find(query, From("c2x")).Hits.Select(hit => index.Current.RefOf(hit.Doc).ToString()));
        Assert.Empty(index.Current.Find(query, From("zzz")).Hits);
        Assert.Equal(5, index.Current.Find(query, From("")).Hits.Count);
        Assert.Equal(5, index.Current.Find(query, From(null)).Hits.Count);
    }

    [Fact]
    public void A_hub_of_fifty_thousand_members_takes_and_loses_members_one_by_one()
    {
        const int Members = 50_000;
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var hub = EntityRef.Parse("group:default/hub");
        EntityRef Member(int i) => EntityRef.Create("Component", "default", string.Create(CultureInfo.InvariantCulture, $"m{i}"));
        Storage.FeedEntry Entry(int i, bool owned) => store.Put(
            $$$"""{"kind":"Component","metadata":{"name":"m{{{i}}}"}}""", owned ? [new Relation(Member(i), "ownedBy", hub), new Relation(hub, "ownerOf", Member(i))] : []);
        index.Apply([store.Put("""{"kind":"Group","metadata":{"name":"hub"}}"""), .. Enumerable.Range(0, Members).Select(i => Entry(i, true))]);
        Assert.Equal(Members, index.Current.RelationsOf(hub).Count);

        for (var i = 0; i < 1_000; i++)
        {
            index.Apply([Entry(i, false)]);
        }

        Assert.Equal(Members - 1_000, index.Current.CountOf(new HasValue("relations.ownedBy", ["group:default/hub"])));
        Assert.Equal(0, index.Current.CountOf(new HasValue("relations.ownerOf", ["component:default/m7"])));
        Assert.Equal(1, index.Current.CountOf(new HasValue("relations.ownerOf", ["component:default/m1007"])));
        Assert.Equal(Members - 1_000, index.Current.RelationsOf(hub).Count);
    }

    [Fact]
    public void A_walk_around_a_cycle_ends_and_a_limit_cuts_it_short()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        EntityRef At(int i) => EntityRef.Create("Component", "default", string.Create(CultureInfo.InvariantCulture, $"n{i % 10}"));
        index.Apply([.. Enumerable.Range(0, 10).Select(i => store.Put(
            $$$"""{"kind":"Component","metadata":{"name":"n{{{i}}}"}}""", [new Relation(At(i), "dependsOn", At(i + 1)), new Relation(At(i + 1), "dependencyOf", At(i))]))]);
        GraphAnswer Walk(int depth, int limit = 100, GraphDirection direction = GraphDirection.Outgoing, params string[]? types) =>
            index.Current.Traverse(new GraphQuery { Roots = [At(0)], Depth = depth, Limit = limit, Direction = direction, Types = types is { Length: > 0 } ? types : null });

        Assert.Equal(4, Walk(3, types: ["dependsOn"]).Nodes.Count);
        Assert.Equal(10, Walk(1000, types: ["DEPENDSON"]).Nodes.Count);
        Assert.Equal(10, Walk(1000, types: ["dependsOn"]).Edges.Count);
        Assert.Equal(3, Walk(1, types: null).Nodes.Count);
        Assert.Equal([At(0), At(9)], Walk(1, direction: GraphDirection.Incoming, types: ["dependsOn"]).Nodes.Select(node => node.Ref));
        var cut = Walk(1000, limit: 4);
        Assert.True(cut.Truncated);
        Assert.Equal(4, cut.Nodes.Count);
    }

    [Fact]
    public void Names_in_many_scripts_are_found_whatever_their_case()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        index.Apply([store.Put("""{"kind":"Component","metadata":{"name":"x","title":"İSTANBUL ΟΔΟΣ ÜBERGRÖẞE 日本 🚀"}}""")]);

        Assert.Equal(1, index.Current.CountOf(new HasValue("metadata.title", ["i̇stanbul οδος übergröße 日本 🚀"])));
        Assert.Equal(1, index.Current.CountOf(new HasPrefix("metadata.title", "İst")));
        Assert.Equal("İSTANBUL ΟΔΟΣ ÜBERGRÖẞE 日本 🚀", Assert.Single(index.Current.Facet("METADATA.title", Condition.Everything)).Value);
    }

    [Fact]
    public void Churn_does_not_pile_up()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        string Body(int revision) => $$$"""{"kind":"Component","metadata":{"name":"churn","annotations":{"time":"a rather long text of revision {{{revision}}} that nobody else has"} } }""";
        long Held()
        {
            GC.Collect();
            return index.Memory().Where(part => !part.What.Contains("cached", StringComparison.Ordinal)).Sum(part => part.Bytes);
        }

        for (var i = 0; i < 2_000; i++)
        {
            index.Apply([store.Put(Body(i))]);
        }

        var before = Held();
        for (var i = 0; i < 60_000; i++)
        {
            index.Apply([store.Put(Body(i))]);
            if (i % 1_000 == 0)
            {
                GC.Collect();
            }
        }

        Assert.True(Held() < before * 2, $"{before} bytes grew to {Held()}");
        Assert.Equal(1, index.Current.CountOf(new HasValue("metadata.annotations.time", ["a rather long text of revision 59999 that nobody else has"])));
    }

    private static (BodyStore Store, CatalogIndex Index) Filled(int count)
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        index.Apply([.. Enumerable.Range(0, count).Select(i => store.Put($$$"""{"kind":"Component","metadata":{"name":"c{{{i}}}"},"spec":{"type":"t{{{i % 7}}}"}}"""))]);
        return (store, index);
    }
}
