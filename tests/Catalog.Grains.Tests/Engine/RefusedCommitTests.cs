using Catalog.Grains.Tests.Support;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Tests.Engine;

/// <summary>What becomes of changes while the store takes no commits.</summary>
public sealed class RefusedCommitTests
{
    private static readonly LocationRef Location = new("url", "https://example.com/catalog-info.yaml");
    private static readonly CatalogOptions Impatient = new() { StorePatience = TimeSpan.Zero };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_location_whose_registering_was_refused_is_there_once_after_recovery_however_often_it_was_asked_for()
    {
        var store = new RefusingStore();
        await using var catalog = await TestCatalog.StartAsync(Impatient, store);
        await catalog.SettleAsync();
        store.Refuses = true;
        await Assert.ThrowsAsync<StoreException>(() => CreateAsync(catalog, Cancelled));
        await Assert.ThrowsAsync<StoreException>(() => CreateAsync(catalog, Cancelled));

        store.Refuses = false;
        await RecoverAsync(catalog, () => catalog.Engine.Health!.Trouble is null);
        await CreateAsync(catalog, Cancelled);

        Assert.Single(await catalog.Engine.Locations.ListAsync(Cancelled));
        Assert.Single(await store.GetItemsAsync("location", Cancelled));
        Assert.NotNull((await store.GetAsync([LocationEntity], Cancelled))[0]);
    }

    [Fact]
    public async Task A_location_whose_caller_goes_away_in_the_middle_is_registered_once()
    {
        var store = new RefusingStore();
        await using var catalog = await TestCatalog.StartAsync(store: store);
        await catalog.SettleAsync();
        store.Refuses = true;
        using var gone = new CancellationTokenSource();
        var creating = CreateAsync(catalog, gone.Token);
        await Waiting.UntilAsync(() => store.Refused > 0);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);

        store.Refuses = false;
        var again = CreateAsync(catalog, Cancelled);
        await RecoverAsync(catalog, () => again.IsCompleted);

        Assert.Equal([await again], await catalog.Engine.Locations.ListAsync(Cancelled));
        Assert.Single(await store.GetItemsAsync("location", Cancelled));
    }

    [Fact]
    public async Task A_location_whose_unregistering_was_refused_is_gone_with_its_entity_after_recovery()
    {
        var store = new RefusingStore();
        await using var catalog = await TestCatalog.StartAsync(Impatient, store);
        var location = await CreateAsync(catalog, Cancelled);
        await catalog.SettleAsync();
        store.Refuses = true;
        await Assert.ThrowsAsync<StoreException>(() => catalog.Engine.Locations.DeleteAsync(location.Id, Cancelled).AsTask());

        store.Refuses = false;
        await RecoverAsync(catalog, () => catalog.Engine.Health!.Trouble is null);
        await catalog.SettleAsync();

        Assert.Empty(await catalog.Engine.Locations.ListAsync(Cancelled));
        Assert.Null((await store.GetAsync([LocationEntity], Cancelled))[0]);
    }

    [Fact]
    public async Task A_second_mutation_of_a_source_whose_first_was_refused_is_refused_too_instead_of_waiting()
    {
        var store = new RefusingStore();
        await using var catalog = await TestCatalog.StartAsync(Impatient, store);
        await catalog.SettleAsync();
        store.Refuses = true;
        await Assert.ThrowsAsync<StoreException>(() => catalog.FullAsync("p", Entity.Provided("a")));
        var second = await Assert.ThrowsAsync<StoreException>(() => catalog.FullAsync("p", Entity.Provided("b")));

        Assert.True(second.Transient);
    }

    private static EntityRef LocationEntity => EntityRef.Create("location", "default", Location.GeneratedName);

    /// <summary>Lets time pass, as the engine tries again only now and then.</summary>
    private static Task RecoverAsync(TestCatalog catalog, Func<bool> recovered) => Waiting.UntilAsync(() =>
    {
        catalog.Time.Advance(TimeSpan.FromSeconds(1));
        return recovered();
    });

    private static Task<Locations.RegisteredLocation> CreateAsync(TestCatalog catalog, CancellationToken cancellationToken) =>
        catalog.Engine.Locations.CreateAsync(Location, optional: false, cancellationToken).AsTask();
}
