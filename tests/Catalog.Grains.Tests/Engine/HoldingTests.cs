using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Engine;

public sealed class HoldingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static CatalogOptions KeepOrphans => new() { OrphanStrategy = OrphanStrategy.Keep };

    [Fact]
    public async Task Children_of_children_become_visible()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("mid", ""), ("leaf2", ""));
        catalog.Processor.Emit("mid", ("leaf", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        Assert.Equal("leaf leaf2 mid root", catalog.Visible());
        Assert.Empty((await catalog.RecordAsync("root"))!.Pending);
    }

    [Fact]
    public async Task Removing_a_root_removes_what_only_it_leads_to()
    {
        await using var catalog = await TestCatalog.StartAsync(KeepOrphans);
        catalog.Processor.Emit("root", ("mid", ""), ("shared", ""));
        catalog.Processor.Emit("mid", ("leaf", ""));
        catalog.Processor.EmitWithKey("other", "shared", "url:http://127.0.0.1/root");
        await catalog.FullAsync("p", Entity.Provided("root"), Entity.Provided("other"));
        await catalog.FullAsync("p", Entity.Provided("other"));
        Assert.Equal("other shared", catalog.Visible());
    }

    [Fact]
    public async Task Who_is_told_that_a_root_is_removed_finds_none_of_its_children()
    {
        await using var catalog = await TestCatalog.StartAsync(KeepOrphans);
        catalog.Processor.EmitAll("root", "url:http://127.0.0.1/root", [.. Enumerable.Range(0, 3_000).Select(i => $"child-{i}")]);
        await catalog.FullAsync("p", Entity.Provided("root"), Entity.Provided("other"));
        await catalog.Engine.ApplyAsync("p", Entity.Delta([], "root"), Cancelled);
        Assert.Equal("other", catalog.Visible());
    }

    [Fact]
    public async Task A_child_that_is_not_emitted_any_more_goes()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("a", ""), ("b", ""));
        catalog.Processor.Emit("a", ("leaf", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        catalog.Processor.Emit("root", ("b", ""));
        await catalog.RefreshAsync("root");
        Assert.Equal("b root", catalog.Visible());
    }

    [Fact]
    public async Task A_child_that_is_not_emitted_any_more_stays_as_orphan_when_orphans_are_kept()
    {
        await using var catalog = await TestCatalog.StartAsync(KeepOrphans);
        catalog.Processor.Emit("root", ("a", ""), ("b", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        catalog.Processor.Emit("root", ("b", ""));
        await catalog.RefreshAsync("root");
        Assert.Equal("a b root", catalog.Visible());
        Assert.Empty((await catalog.RecordAsync("a"))!.Sources);
        Assert.False(await catalog.Engine.RefreshAsync(Entity.Ref("a"), Cancelled));
    }

    [Fact]
    public async Task A_failing_parent_keeps_its_children()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("a", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        catalog.Processor.Emit("root");
        catalog.Processor.Fail("root", "the source cannot be read");
        await catalog.RefreshAsync("root");
        Assert.Equal("a root", catalog.Visible());
    }

    [Fact]
    public async Task A_ring_goes_with_its_last_root()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.EmitWithKey("a", "b", "k");
        catalog.Processor.EmitWithKey("b", "c", "k");
        catalog.Processor.EmitWithKey("c", "a", "k");
        await catalog.FullAsync("p", Entity.Provided("a", key: "k"));
        await catalog.FullAsync("q", Entity.Provided("b", key: "k"));
        Assert.Equal("a b c", catalog.Visible());
        await catalog.FullAsync("p");
        Assert.Equal("a b c", catalog.Visible());
        await catalog.FullAsync("q");
        Assert.Equal("", catalog.Visible());
    }

    [Fact]
    public async Task A_deleted_entity_stays_away_until_its_provider_gives_it_again()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        var uid = (await catalog.RecordAsync("a"))!.Uid;
        Assert.True(await catalog.Engine.DeleteAsync(Entity.Ref("a"), Cancelled));
        await catalog.SettleAsync();
        Assert.Equal("b", catalog.Visible());
        Assert.False(await catalog.Engine.DeleteAsync(Entity.Ref("a"), Cancelled));
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        Assert.Equal("a b", catalog.Visible());
        Assert.NotEqual(uid, (await catalog.RecordAsync("a"))!.Uid);
    }

    [Fact]
    public async Task A_deleted_child_comes_back_at_its_parents_next_interval()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("a", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        await catalog.Engine.DeleteAsync(Entity.Ref("a"), Cancelled);
        await catalog.SettleAsync();
        Assert.Equal("root", catalog.Visible());
        await catalog.AdvanceAsync(TimeSpan.FromSeconds(151));
        Assert.Equal("a root", catalog.Visible());
    }

    [Fact]
    public async Task A_child_that_was_lost_is_read_again_although_its_source_was_not_modified()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("a", ""));
        await catalog.FullAsync("p", Entity.Provided("root"));
        catalog.Processor.EmitUnmodified("root", "a");
        await catalog.RefreshAsync("root");
        Assert.Equal("a root", catalog.Visible());
        Assert.Equal(2, catalog.Processor.RunsOf("root"));
        await catalog.Engine.DeleteAsync(Entity.Ref("a"), Cancelled);
        await catalog.RefreshAsync("root");
        Assert.Equal(4, catalog.Processor.RunsOf("root"));
    }
}
