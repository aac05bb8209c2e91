using Catalog.Grains.Providers;
using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Engine;

public sealed class ProviderTests
{
    [Fact]
    public async Task A_full_mutation_makes_its_entities_visible()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var result = await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        Assert.Equal((2, 2, 0, 0), (result.Submitted, result.Changed, result.Removed, result.Rejected.Count));
        Assert.Equal("a b", catalog.Visible());
        Assert.True(catalog.Index.Current.TryGet(Entity.Ref("a"), out _));
        Assert.True(catalog.Index.Current.Sequence >= result.Sequence);
    }

    [Fact]
    public async Task A_full_mutation_replaces_the_bucket()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "1"), Entity.Provided("b", "1"), Entity.Provided("c", "1"));
        var result = await catalog.FullAsync("p", Entity.Provided("b", "1"), Entity.Provided("c", "2"), Entity.Provided("d", "1"));
        Assert.Equal((3, 2, 1), (result.Submitted, result.Changed, result.Removed));
        Assert.Equal("b c d", catalog.Visible());
        Assert.Equal("2", await catalog.NoteOfAsync("c"));
    }

    [Fact]
    public async Task An_unchanged_full_mutation_writes_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b", key: "k"));
        var before = catalog.Feed.Entries;
        var result = await catalog.FullAsync("p", Entity.Provided("b", key: "k"), Entity.Provided("a"));
        Assert.Equal((2, 0, 0), (result.Submitted, result.Changed, result.Removed));
        Assert.Equal(before, catalog.Feed.Entries);
    }

    [Fact]
    public async Task An_unchanged_full_mutation_writes_nothing_after_a_restart_either()
    {
        var first = await TestCatalog.StartAsync();
        await first.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        await using var second = await first.RestartAsync();
        await second.SettleAsync();
        var before = second.Feed.Entries;
        await second.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        Assert.Equal(before, second.Feed.Entries);
        Assert.Equal("a b", second.Visible());
    }

    [Fact]
    public async Task A_delta_adds_replaces_and_removes()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "1"), Entity.Provided("b", "1"));
        var result = await catalog.ApplyAsync("p", Entity.Delta([Entity.Provided("b", "2"), Entity.Provided("c")], "a", "never-there"));
        Assert.Equal((2, 2, 1), (result.Submitted, result.Changed, result.Removed));
        Assert.Equal("b c", catalog.Visible());
        Assert.Equal("2", await catalog.NoteOfAsync("b"));
    }

    [Fact]
    public async Task What_a_delta_removes_and_adds_is_there_afterwards()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"));
        await catalog.ApplyAsync("p", Entity.Delta([Entity.Provided("a")], "a"));
        Assert.Equal("a", catalog.Visible());
    }

    [Fact]
    public async Task An_entity_given_twice_has_the_last_body()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "1"), Entity.Provided("a", "2"));
        Assert.Equal("2", await catalog.NoteOfAsync("a"));
        await catalog.FullAsync("p", Entity.Provided("a", "3"), Entity.Provided("a", "2"));
        Assert.Equal("2", await catalog.NoteOfAsync("a"));
    }

    [Fact]
    public async Task Entities_without_the_shape_or_the_annotations_are_refused_with_their_number()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var result = await catalog.FullAsync(
            "p",
            Entity.Provided("a"),
            new ProvidedEntity(Entity.Json("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"b"}}""")),
            new ProvidedEntity(Entity.Json("""{"apiVersion":"backstage.io/v1alpha1","metadata":{"name":"b"}}""")),
            new ProvidedEntity(Entity.Json("[1]")),
            Entity.Provided("c"));
        Assert.Equal([2, 3, 4], result.Rejected.Select(r => r.Number));
        Assert.Contains("backstage.io/managed-by-location", result.Rejected[0].Reason.Message, StringComparison.Ordinal);
        Assert.Contains("kind", result.Rejected[1].Reason.Message, StringComparison.Ordinal);
        Assert.Equal("a c", catalog.Visible());
    }

    [Fact]
    public async Task An_invalid_entity_is_kept_with_its_errors_and_not_shown()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("-bad-"), Entity.Provided("good"));
        Assert.Equal("good", catalog.Visible());
        Assert.NotEmpty((await catalog.RecordAsync("-bad-"))!.Errors);
    }

    [Fact]
    public async Task The_last_good_version_stays_while_a_newer_one_is_invalid()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a", "good"));
        catalog.Processor.Fail("a", "no more");
        await catalog.FullAsync("p", Entity.Provided("a", "bad"));
        Assert.Equal("good", await catalog.NoteOfAsync("a"));
        Assert.Equal("no more", Assert.Single((await catalog.RecordAsync("a"))!.Errors).Message);
        catalog.Processor.Fail("a", null);
        await catalog.FullAsync("p", Entity.Provided("a", "better"));
        Assert.Equal("better", await catalog.NoteOfAsync("a"));
        Assert.Empty((await catalog.RecordAsync("a"))!.Errors);
    }

    [Fact]
    public async Task A_stream_that_breaks_removes_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        await Assert.ThrowsAsync<IOException>(() => catalog.ApplyAsync("p", new ProviderMutation.Full(Broken())));
        await catalog.SettleAsync();
        Assert.Equal("a b c", catalog.Visible());
        await catalog.FullAsync("p", Entity.Provided("a"));
        Assert.Equal("a", catalog.Visible());

        static async IAsyncEnumerable<ProvidedEntity> Broken()
        {
            await Task.Yield();
            yield return Entity.Provided("c");
            throw new IOException("the source went away");
        }
    }

    [Fact]
    public async Task The_bucket_of_a_provider_that_is_gone_is_emptied()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("old", Entity.Provided("a"));
        await catalog.FullAsync("kept", Entity.Provided("b"));
        var removed = await catalog.Engine.RemoveOrphanProvidersAsync(new HashSet<string> { "kept" }, TestContext.Current.CancellationToken);
        await catalog.SettleAsync();
        Assert.Equal(["old"], removed);
        Assert.Equal("b", catalog.Visible());
    }

    [Fact]
    public async Task The_bucket_of_a_provider_that_is_gone_stays_when_orphans_are_kept()
    {
        await using var catalog = await TestCatalog.StartAsync(new CatalogOptions { OrphanProviderStrategy = OrphanStrategy.Keep });
        await catalog.FullAsync("old", Entity.Provided("a"));
        Assert.Empty(await catalog.Engine.RemoveOrphanProvidersAsync(new HashSet<string>(), TestContext.Current.CancellationToken));
        Assert.Equal("a", catalog.Visible());
    }
}
