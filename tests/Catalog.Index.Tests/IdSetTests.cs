using Catalog.Index.Sets;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Index.Tests;

/// <summary>Sets of every form against plain lists.</summary>
public sealed class IdSetTests
{
    [Fact]
    public void Members_are_walked_filtered_and_united_as_in_a_list() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Check).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void Check(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (Members(random), Members(random));
        var set = IdSet.Of(a);
        Assert.Equal(a, Walked(set));
        Assert.Equal(a, set.ToArray());

        var step = random.Next(1, 5);
        var kept = set.Where(id => id % step == 0);
        Assert.Equal(a.Where(id => id % step == 0), Walked(kept));
        Assert.Equal(kept.Count, Walked(kept).Count);

        var union = new UnionBuilder(200_000);
        union.Add(set);
        union.Add(IdSet.Of(b));
        Assert.Equal(a.Union(b).Order(), Walked(union.Build()));
    }

    private static List<int> Walked(IdSet set)
    {
        var walked = new List<int>();
        foreach (var id in set)
        {
            walked.Add(id);
        }

        return walked;
    }

    // Dense in places and sparse in others, so that arrays, bitmaps and gaps between them all come up.
    private static int[] Members(Random random)
    {
        var members = new SortedSet<int>();
        for (var i = random.Next(4); i > 0; i--)
        {
            var start = random.Next(150_000);
            members.UnionWith(Enumerable.Range(start, random.Next(20_000)));
        }

        for (var i = random.Next(2_000); i > 0; i--)
        {
            members.Add(random.Next(200_000));
        }

        return [.. members];
    }
}
