using Catalog.Grains.Entities;
using Catalog.Grains.Tests.Support;
using Catalog.Orleans.Hosting;
using Catalog.Orleans.Locations;
using Catalog.Orleans.Providers;
using Catalog.Orleans.Tests.Support;
using Catalog.Storage;

namespace Catalog.Orleans.Tests.Cluster;

/// <summary>What was asked for before a silo died, and has been asked for again since, comes to nothing, however late it is.</summary>
public sealed class FenceTests
{
    // Below every version of a membership, so that nothing else is refused.
    private const long Fence = -5;
    private const long Outdated = Fence - 1;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_made_again_only_when_the_store_refuses_the_first_ones()
    {
        await using var silos = await TestSilos.StartAsync(3);
        var membership = silos.ServiceOf<ClusterMembership>(silos.Silos[0]);
        var (before, lost, again) = (membership.Now.Token, new TaskCompletionSource<bool>(), new List<bool>());
        var asked = silos.ServiceOf<Retry>(silos.Silos[0]).RunAsync(
            async token =>
            {
                if (token == before) return await lost.Task;
                again.Add(await IsRefusedAsync(silos.Store, before));
                return await IsRefusedAsync(silos.Store, token);
            },
            Cancelled);
        await silos.Cluster.KillSiloAsync(silos.Silos[2]);
        Assert.False(await asked.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
        Assert.DoesNotContain(false, again);
    }

    [Fact]
    public async Task A_late_message_changes_nothing_and_holds_up_no_other()
    {
        await using var silos = await TestSilos.StartAsync(1);
        await silos.FullAsync(0, "p", Entity.Provided("a"), Entity.Provided("b"));
        await silos.FullAsync(0, "p", Entity.Provided("b"));
        await silos.Store.FenceAsync(Fence, Cancelled);
        var late = Enumerable.Range(0, 20).Select(i => Duplicate.TellAsync(silos.Engines[0], "a", Submit("a"), Cancelled, Outdated)).ToArray();
        var other = Duplicate.TellAsync(silos.Engines[0], "a", new EntityMessage.Wake(), Cancelled);
        Assert.All(await Task.WhenAll(late), answer => Assert.Equal(Fence, Assert.IsType<OutdatedException>(answer.Failure).Required));
        Assert.Null((await other).Failure);
        await silos.SettleAsync();
        Assert.Equal("b", await silos.StoredAsync());

        // One turn with both: what is in time is taken.
        var both = Enumerable.Range(0, 20).Select(i => Duplicate.TellAsync(silos.Engines[0], "a", Submit($"source{i:00}"), Cancelled, i % 2 == 0 ? Outdated : Fence)).ToArray();
        var answers = await Task.WhenAll(both);
        Assert.All(answers.Where((_, i) => i % 2 == 0), answer => Assert.IsType<OutdatedException>(answer.Failure));
        Assert.All(answers.Where((_, i) => i % 2 == 1), answer => Assert.Null(answer.Failure));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => SourceKey.OfProvider($"source{(2 * i) + 1:00}")), (await silos.RecordAsync("a"))!.Sources);
    }

    [Fact]
    public async Task A_late_change_of_a_provider_is_refused_to_be_made_again()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.Store.FenceAsync(Fence, Cancelled);
        var provider = silos.Cluster.Client.GetGrain<IProviderGrain>("p");
        ProvidedOnWire[] added = [.. Enumerable.Range(0, 20).Select(i => ProvidedOnWire.From(Entity.Provided($"e{i}")))];
        await Assert.ThrowsAsync<TimeoutException>(() => provider.ChangeAsync(added, [], Outdated).WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        await silos.SettleAsync();
        Assert.Equal("", await silos.StoredAsync());
        await silos.Engines[0].ApplyAsync("p", Entity.Delta([Entity.Provided("e1")]), Cancelled);
        Assert.Equal("e1", await silos.StoredAsync());
    }

    [Fact]
    public async Task A_late_change_of_a_location_is_refused_to_be_made_again()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.Store.FenceAsync(Fence, Cancelled);
        var locations = silos.Cluster.Client.GetGrain<ILocationsGrain>(0);
        await Assert.ThrowsAsync<TimeoutException>(() => locations.CreateAsync("url", "https://example.org/a.yaml", false, Outdated));
        Assert.Empty(await silos.Engines[0].Locations.ListAsync(Cancelled));
        var created = await locations.CreateAsync("url", "https://example.org/a.yaml", false, Fence);
        await Assert.ThrowsAsync<TimeoutException>(() => locations.DeleteAsync(created.Id, Outdated));
        await Assert.ThrowsAsync<TimeoutException>(() => locations.UpdateAsync(created.Id, "url", "https://example.org/b.yaml", Outdated));
        Assert.Equal("https://example.org/a.yaml", Assert.Single(await silos.Engines[0].Locations.ListAsync(Cancelled)).Location.Target);
    }

    private static EntityMessage.Submit Submit(string source)
    {
        var body = Entity.Body("a", "1");
        return new EntityMessage.Submit(SourceKey.OfProvider(source), body, null, BodyHash.Of(null, body.Utf8.Span));
    }

    private static async Task<bool> IsRefusedAsync(ICatalogStore store, long token)
    {
        try
        {
            await store.CommitAsync(new CommitBatch { Items = [new ItemChange("test", "item", "1"u8.ToArray())], Token = token }, Cancelled);
            return false;
        }
        catch (OutdatedException)
        {
            return true;
        }
    }
}
