using Catalog.Grains.Tests.Support;
using Catalog.Orleans.Tests.Support;

namespace Catalog.Orleans.Tests.Cluster;

/// <summary>What the in-process host promises holds on two silos, whichever is asked.</summary>
public sealed class TurnTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_silo_takes_all_silos_show()
    {
        await using var silos = await TestSilos.StartAsync(2);
        var result = await silos.FullAsync(0, "p", [.. Enumerable.Range(0, 50).Select(i => Entity.Provided($"e{i:00}"))]);
        Assert.Equal((50, 0), (result.Changed, result.Rejected.Count));
        Assert.All(silos.Engines, engine => Assert.Equal(50, engine.Count));
        Assert.All(silos.Engines, engine => Assert.Equal(result.Sequence, engine.Sequence));
        Assert.All(silos.Silos, silo => Assert.Equal(result.Sequence, silos.IndexOf(silo).Current.Sequence));
    }

    [Fact]
    public async Task Children_are_told_and_go_across_silos()
    {
        await using var silos = await TestSilos.StartAsync(2);
        var children = Enumerable.Range(0, 30).Select(i => ($"c{i:00}", "")).ToArray();
        silos.Processor.Emit("parent", children);
        await silos.FullAsync(0, "p", Entity.Provided("parent"));
        Assert.Equal(31, silos.Engines[1].Count);

        silos.Processor.Emit("parent", [.. children.Take(10)]);
        Assert.True(await silos.Engines[1].RefreshAsync(Entity.Ref("parent"), Cancelled));
        await silos.SettleAsync();
        Assert.Equal(11, silos.Engines[0].Count);

        await silos.FullAsync(1, "p");
        Assert.Equal([0, 0], silos.Engines.Select(e => e.Count));
    }

    [Fact]
    public async Task A_mutation_through_another_silo_finds_what_is_the_same()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.FullAsync(0, "p", Entity.Provided("a"), Entity.Provided("b"), Entity.Provided("c"));
        var result = await silos.FullAsync(1, "p", Entity.Provided("a"), Entity.Provided("b", "new"));
        Assert.Equal((1, 1), (result.Changed, result.Removed));
        Assert.Equal("a b", await silos.StoredAsync());
    }

    [Fact]
    public async Task A_deletion_is_answered_when_the_asking_silo_shows_it()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.FullAsync(0, "p", Entity.Provided("a"));
        Assert.True(await silos.Engines[1].DeleteAsync(Entity.Ref("a"), Cancelled));
        Assert.Equal(0, silos.Engines[1].Count);
        Assert.False(await silos.Engines[0].DeleteAsync(Entity.Ref("a"), Cancelled));
    }

    [Fact]
    public async Task A_refused_entity_is_told_with_its_reason()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.FullAsync(0, "p", Entity.Provided("a", key: "one"));
        var result = await silos.FullAsync(1, "q", Entity.Provided("a", key: "two"));
        Assert.Equal("ConflictError", Assert.Single(result.Rejected).Reason.Name);
    }
}
