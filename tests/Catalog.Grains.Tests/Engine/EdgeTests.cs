using Catalog.Grains.Providers;
using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Engine;

/// <summary>Providers and entities that do what they should not.</summary>
public sealed class EdgeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_that_emits_itself_has_an_error_and_harms_nobody()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("a", ("a", "from itself"));
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        Assert.Equal("b", catalog.Visible());
        Assert.Contains("child of itself", Assert.Single((await catalog.RecordAsync("a"))!.Errors).Message, StringComparison.Ordinal);
        await catalog.FullAsync("p", Entity.Provided("b"));
        Assert.Null(await catalog.RecordAsync("a"));
    }

    [Fact]
    public async Task Two_entities_that_emit_each_other_settle_and_go_with_their_root()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.EmitWithKey("a", "b", "k");
        catalog.Processor.EmitWithKey("b", "a", "k");
        await catalog.FullAsync("p", Entity.Provided("a", key: "k"));
        Assert.Equal("a b", catalog.Visible());
        await catalog.FullAsync("p");
        Assert.Equal("", catalog.Visible());
    }

    [Fact]
    public async Task A_hundred_thousand_children_come_and_go()
    {
        const int count = 100_000;
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", [.. Enumerable.Range(0, count).Select(i => ($"c{i}", ""))]);
        await catalog.FullAsync("p", Entity.Provided("root"));
        Assert.Equal(count + 1, catalog.Feed.Visible.Count);
        Assert.Empty((await catalog.RecordAsync("root"))!.Pending);
        await catalog.FullAsync("p");
        Assert.Empty(catalog.Feed.Visible);
        Assert.Equal((0, 0), (catalog.Engine.Live, catalog.Engine.Count));
    }

    [Fact]
    public async Task An_entity_that_another_source_owns_stays_with_it_through_all_mutations()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("owner", Entity.Provided("a", "mine", "owner-key"));
        await catalog.FullAsync("other", Entity.Provided("a", "theirs", "other-key"), Entity.Provided("b"));
        await catalog.ApplyAsync("other", Entity.Delta([], "a"));
        await catalog.FullAsync("other");
        Assert.Equal("mine", await catalog.NoteOfAsync("a"));
        Assert.Equal("a", catalog.Visible());
    }

    [Fact]
    public async Task Mutations_of_one_provider_at_once_take_turns_in_the_order_in_which_they_came()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var all = Enumerable.Range(0, 20).Select(i => catalog.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("a", $"{i}"), Entity.Provided($"only{i}")), Cancelled).AsTask());
        await Task.WhenAll(all);
        await catalog.SettleAsync();
        Assert.Equal("19", await catalog.NoteOfAsync("a"));
        Assert.Equal("a only19", catalog.Visible());
    }

    [Fact]
    public async Task A_producer_is_slowed_down_while_the_store_is_slow()
    {
        var options = new CatalogOptions { MaxExternalMessages = 8 };
        var store = new GatedStore();
        await using var catalog = await TestCatalog.StartAsync(options, store);
        var given = 0;
        var applying = catalog.Engine.ApplyAsync("p", new ProviderMutation.Full(Produce()), Cancelled).AsTask();
        await Waiting.UntilAsync(() => store.Waiting && Volatile.Read(ref given) > 8);
        Assert.Equal(9, Volatile.Read(ref given));
        store.Open();
        Assert.Equal(100, (await applying).Changed);

        async IAsyncEnumerable<ProvidedEntity> Produce()
        {
            for (var i = 0; i < 100; i++)
            {
                await Task.Yield();
                Interlocked.Increment(ref given);
                yield return Entity.Provided($"e{i}");
            }
        }
    }
}
