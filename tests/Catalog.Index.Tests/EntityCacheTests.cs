using System.Buffers;
using System.Text;
using Catalog.Index.Query;
using Catalog.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Index.Tests;

/// <summary>Entities kept in memory against entities put together anew, while records and other entities' relations change.</summary>
public sealed class EntityCacheTests
{
    private const int Cases = 100;

    private static readonly byte[] Comma = [(byte)','];

    [Fact]
    public void A_kept_entity_is_what_it_would_be_made_anew() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Run(seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Fact]
    public async Task A_relation_that_another_entity_emits_is_shown_at_once_and_not_in_the_snapshot_before()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var group = store.Put("""{"kind":"Group","metadata":{"name":"g"}}""");
        index.Apply([group]);
        var before = index.Current;
        Assert.DoesNotContain("ownerOf", await Written(before, group.Ref), StringComparison.Ordinal);

        var component = EntityRef.Parse("component:default/c");
        index.Apply([store.Put("""{"kind":"Component","metadata":{"name":"c"}}""", [new Relation(group.Ref, "ownerOf", component)])]);
        Assert.Contains("ownerOf", await Written(index.Current, group.Ref), StringComparison.Ordinal);
        Assert.DoesNotContain("ownerOf", await Written(before, group.Ref), StringComparison.Ordinal);

        index.Apply([store.Drop(component)]);
        Assert.DoesNotContain("ownerOf", await Written(index.Current, group.Ref), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_entity_is_not_read_again_and_one_that_does_not_fit_is()
    {
        var store = new BodyStore();
        var entry = store.Put("""{"kind":"Group","metadata":{"name":"g"}}""");
        foreach (var (bytes, reads) in ((long, int)[])[(1 << 20, 1), (0, 4)])
        {
            var index = new CatalogIndex(store, new IndexOptions { EntityCacheBytes = bytes });
            index.Apply([entry]);
            await Written(index.Current, entry.Ref);
            await Written(index.Current, entry.Ref);
            await Written(index.Current, entry.Ref);

            Assert.Equal(reads, store.Reads);
        }
    }

    [Fact]
    public async Task A_long_list_in_batches_is_the_same_as_in_one_and_absent_entities_are_as_asked()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        index.Apply([.. Enumerable.Range(0, 1000).Select(i => store.Put($$$"""{"kind":"Group","metadata":{"name":"g{{{i}}}"}}"""))]);
        store.Drop(EntityRef.Parse("group:default/g7"));
        var docs = index.Current.All(Condition.Everything).ToArray();

        var whole = new ArrayBufferWriter<byte>();
        await index.Current.WriteAsync(docs, null, Comma, default, whole, TestContext.Current.CancellationToken);
        var batches = new List<string>();
        await foreach (var batch in index.Current.ReadAsync(docs, null, Comma, TestContext.Current.CancellationToken))
        {
            batches.Add(Encoding.UTF8.GetString(batch.Span));
        }

        var some = new ArrayBufferWriter<byte>();
        await index.Current.WriteAsync(new[] { -1, docs[7], docs[8], -1 }, null, Comma, "null"u8.ToArray(), some, TestContext.Current.CancellationToken);

        Assert.True(batches.Count > 1);
        Assert.Equal(Encoding.UTF8.GetString(whole.WrittenSpan), string.Join(',', batches));
        Assert.Equal(999, Encoding.UTF8.GetString(whole.WrittenSpan).Split("\"kind\"").Length - 1);
        Assert.Matches("^null,null,{.*\"g8\".*},null$", Encoding.UTF8.GetString(some.WrittenSpan));
    }

    private static void Run(int seed)
    {
        var world = new World(seed);
        var store = new BodyStore();
        var kept = new CatalogIndex(store);
        var anew = new CatalogIndex(store, new IndexOptions { EntityCacheBytes = 0 });
        var changed = new Dictionary<EntityRef, int>();
        IndexSnapshot? keptBefore = null, anewBefore = null;
        for (var batch = 0; batch < 6; batch++)
        {
            var entries = Enumerable.Range(0, 1 + world.Next(12)).Select(_ => world.Change(store)).ToList();
            kept.Apply(entries);
            anew.Apply(entries);
            entries.ForEach(entry => changed[entry.Ref] = batch);
            foreach (var entity in changed.Keys)
            {
                Same(anew.Current, kept.Current, entity, $"seed {seed}, batch {batch}");
                if (changed[entity] < batch && keptBefore is not null)
                {
                    Same(anewBefore!, keptBefore, entity, $"seed {seed}, before batch {batch}");
                }
            }

            (keptBefore, anewBefore) = (kept.Current, anew.Current);
        }
    }

    private static void Same(IndexSnapshot expected, IndexSnapshot actual, EntityRef entity, string context)
    {
        if (expected.TryGet(entity, out _))
        {
            // The store of these tests answers at once.
            var (a, b) = (Written(expected, entity), Written(actual, entity));
            Assert.True(a.IsCompletedSuccessfully && b.IsCompletedSuccessfully);
            Assert.True(a.Result == b.Result, $"{context}: {entity}\nexpected {a.Result}\nactual   {b.Result}");
        }
    }

    private static async Task<string> Written(IndexSnapshot snapshot, EntityRef entity)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(snapshot.TryGet(entity, out var doc), $"{entity} is not visible");
        await snapshot.WriteAsync(new[] { doc }, null, Comma, default, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
