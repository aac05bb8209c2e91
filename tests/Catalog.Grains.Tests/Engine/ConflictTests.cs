using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Engine;

public sealed class ConflictTests
{
    [Fact]
    public async Task The_first_source_keeps_an_entity_that_has_a_location_key()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "first", "k1"));
        var result = await catalog.FullAsync("q", Entity.Provided("a", "second", "k2"));
        var rejected = Assert.Single(result.Rejected);
        Assert.Equal((1, Entity.Ref("a")), (rejected.Number, rejected.Ref));
        Assert.Contains("k1", rejected.Reason.Message, StringComparison.Ordinal);
        Assert.Equal(0, result.Changed);
        Assert.Equal("first", await catalog.NoteOfAsync("a"));
    }

    [Fact]
    public async Task Repeating_a_lost_claim_writes_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "first", "k1"));
        await catalog.FullAsync("q", Entity.Provided("a", "second", "k2"));
        var before = catalog.Feed.Entries;
        await catalog.FullAsync("q", Entity.Provided("a", "third", "k2"));
        Assert.Equal(before, catalog.Feed.Entries);
    }

    [Fact]
    public async Task A_new_source_takes_an_entity_without_location_key()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "first"));
        await catalog.FullAsync("q", Entity.Provided("a", "second", "k2"));
        Assert.Equal("second", await catalog.NoteOfAsync("a"));
        await catalog.FullAsync("p");
        Assert.Equal("a", catalog.Visible());
        await catalog.FullAsync("q");
        Assert.Equal("", catalog.Visible());
    }

    [Fact]
    public async Task Sources_with_equal_keys_hold_an_entity_together()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "1", "k"));
        await catalog.FullAsync("q", Entity.Provided("a", "2", "k"));
        Assert.Equal(["provider:p", "provider:q"], (await catalog.RecordAsync("a"))!.Sources);
        await catalog.FullAsync("p");
        Assert.Equal("a", catalog.Visible());
        Assert.Equal("2", await catalog.NoteOfAsync("a"));
    }

    [Fact]
    public async Task The_only_source_may_change_its_key()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "1", "k"));
        var result = await catalog.FullAsync("p", Entity.Provided("a", "1", "k2"));
        Assert.Empty(result.Rejected);
        Assert.Equal("k2", (await catalog.RecordAsync("a"))!.LocationKey);
    }

    [Fact]
    public async Task A_parent_that_lost_gets_the_entity_once_its_holder_is_gone()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.EmitWithKey("left", "a", "k1", "of left");
        catalog.Processor.EmitWithKey("right", "a", "k2", "of right");
        await catalog.FullAsync("p", Entity.Provided("left"));
        await catalog.FullAsync("q", Entity.Provided("right"));
        Assert.Equal("of left", await catalog.NoteOfAsync("a"));
        await catalog.FullAsync("p");
        Assert.Equal("a right", catalog.Visible());
        Assert.Equal("of right", await catalog.NoteOfAsync("a"));
    }

    [Fact]
    public async Task A_parent_that_lost_more_entities_than_messages_may_be_under_way_gets_them_all()
    {
        string[] children = [.. Enumerable.Range(0, 40).Select(i => $"c{i}")];
        await using var catalog = await TestCatalog.StartAsync(new CatalogOptions { MaxInternalMessages = 4 });
        catalog.Processor.EmitAll("left", "k1", children);
        catalog.Processor.EmitAll("right", "k2", children);
        await catalog.FullAsync("p", Entity.Provided("left"));
        await catalog.FullAsync("q", Entity.Provided("right"));
        await catalog.FullAsync("p");
        Assert.Equal(["entity:component:default/right"], (await catalog.RecordAsync("c39"))!.Sources);
        Assert.Equal(41, catalog.Engine.Count);
    }

    [Fact]
    public async Task A_provider_that_lost_gets_the_entity_with_its_next_mutation()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "first", "k1"));
        await catalog.FullAsync("q", Entity.Provided("a", "second", "k2"));
        await catalog.FullAsync("p");
        Assert.Equal("", catalog.Visible());
        await catalog.FullAsync("q", Entity.Provided("a", "second", "k2"));
        Assert.Equal("second", await catalog.NoteOfAsync("a"));
    }
}
