using System.Globalization;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Index.Tests;

/// <summary>Readers beside the writer: whole batches or nothing, and no state that changes under a reader.</summary>
public sealed class ConcurrencyTests
{
    private const int Pairs = 50;
    private const int Batches = 1_500;

    [Fact]
    public async Task Readers_see_whole_batches_only()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        index.Apply([.. Batch(store, 0)]);
        var done = false;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var checks = 0;
            while (!Volatile.Read(ref done) || checks == 0)
            {
                Check(index.Current);
                checks++;
            }
        })).ToList();

        for (var revision = 1; revision < Batches; revision++)
        {
            index.Apply([.. Batch(store, revision)]);
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(readers).WaitAsync(TestContext.Current.CancellationToken);
        Check(index.Current);
        Assert.Equal(Pairs * 2, index.Current.CountOf(new HasValue("metadata.labels.revision", [$"r{Batches - 1}"])));
    }

    [Fact]
    public async Task A_reader_can_wait_for_its_own_write()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var entry = store.Put("""{"kind":"Component","metadata":{"name":"mine"}}""");
        var waiting = index.AtLeastAsync(entry.Sequence, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        index.Apply([entry]);
        var snapshot = await waiting;

        Assert.True(snapshot.TryGet(entry.Ref, out _));
        Assert.Same(index.Current, await index.AtLeastAsync(entry.Sequence, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        var index = new CatalogIndex(new BodyStore());
        using var stop = new CancellationTokenSource();
        var waiting = index.AtLeastAsync(1, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    // Every batch gives all entities the same new revision, and swaps who owns whom.
    private static IEnumerable<Storage.FeedEntry> Batch(BodyStore store, int revision)
    {
        for (var i = 0; i < Pairs * 2; i++)
        {
            var (self, other) = (At(i), At(i ^ 1));
            Relation[] relations = (i & 1) == (revision & 1) ? [new Relation(self, "ownerOf", other), new Relation(other, "ownedBy", self)] : [];
            yield return store.Put(
                $$$"""{"kind":"Component","metadata":{"name":"n{{{i}}}","labels":{"revision":"R{{{revision}}}","mine":"{{{i}}}-{{{revision}}}"}},"spec":{"tags":["t{{{revision % 5}}}"]}}""", relations);
        }
    }

    private static EntityRef At(int i) => EntityRef.Create("Component", "default", string.Create(CultureInfo.InvariantCulture, $"n{i}"));

    private static void Check(IndexSnapshot snapshot)
    {
        var revision = Assert.Single(snapshot.Facet("metadata.labels.revision", Condition.Everything));
        Assert.Equal(Pairs * 2, revision.Count);
        Assert.Equal(Pairs * 2, snapshot.CountOf(new HasValue("metadata.labels.revision", [revision.Value])));
        Assert.Equal(Pairs, snapshot.CountOf(new Exists("relations.ownerOf")));
        Assert.Equal(Pairs, snapshot.CountOf(new Exists("relations.ownedBy")));
        var mine = snapshot.Find(
            new EntityQuery { Order = [new OrderField("metadata.labels.mine", false)], Text = new TextFilter("-" + revision.Value[1..], ["metadata.labels.mine"]) },
            new PageRequest { Limit = 1_000 });
        Assert.Equal(Pairs * 2, mine.Hits.Select(hit => hit.Doc).Distinct().Count());
        Assert.All(mine.Hits, hit => Assert.EndsWith("-" + revision.Value[1..], hit.Position.Value, StringComparison.Ordinal));
    }
}
