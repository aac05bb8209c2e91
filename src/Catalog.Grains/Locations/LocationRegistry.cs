using System.Collections.Immutable;
using Catalog.Grains.Hosting;
using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Locations;

/// <summary>
/// The registered locations: items of the store, kept in memory, each a Location entity in the bucket of the provider
/// <see cref="ProviderName"/>. The item is written first; at a start the bucket is made to fit the items, so a crash between both is mended.
/// </summary>
internal sealed class LocationRegistry(ICatalogStore store, Func<EngineTerm> term, ProcessingPipeline pipeline) : ILocationRegistry
{
    /// <summary>The name of the bucket.</summary>
    public const string ProviderName = "locations";

    private volatile ImmutableSortedDictionary<Guid, RegisteredLocation> _locations = ImmutableSortedDictionary<Guid, RegisteredLocation>.Empty;

    private Gate Turn { get; } = new(1);

    /// <summary>How many locations are registered.</summary>
    public int Count => _locations.Count;

    /// <summary>Reads the items. Called before anything else, and again when another process may have changed them.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var items = await store.GetItemsAsync(LocationItem.Scope, cancellationToken).ConfigureAwait(false);
        _locations = items.Select(LocationItem.Read).ToImmutableSortedDictionary(l => l.Id, l => l);
    }

    /// <summary>Makes the bucket fit the items.</summary>
    public Task ReconcileAsync(CancellationToken cancellationToken) => InTurnAsync(
        async now =>
        {
            await TellAsync(now, new ProviderMutation.Full(_locations.Values.Select(Provided).ToAsyncEnumerable())).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegisteredLocation>> ListAsync(CancellationToken cancellationToken) => new([.. _locations.Values]);

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation?> GetAsync(Guid id, CancellationToken cancellationToken) => new(_locations.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation?> FindAsync(LocationRef location, CancellationToken cancellationToken) => new(Find(location));

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation> CreateAsync(LocationRef location, bool optional, CancellationToken cancellationToken) => CreateAsync(location, optional, token: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegisteredLocation?> UpdateAsync(Guid id, LocationRef location, CancellationToken cancellationToken) => UpdateAsync(id, location, token: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) => DeleteAsync(id, token: null, cancellationToken);

    /// <summary>Registers a location.</summary>
    /// <exception cref="OutdatedException">The fencing token of who asks for it is refused by now.</exception>
    public async ValueTask<RegisteredLocation> CreateAsync(LocationRef location, bool optional, long? token, CancellationToken cancellationToken) => await InTurnAsync(
        async now =>
        {
            if (Find(location) is { } there) return there;
            var id = now.Host.NewUid();
            var created = new RegisteredLocation(id, location, optional, FreeName(location, id));
            await now.Commits.CommitAsync([LocationItem.Write(created)], token).ConfigureAwait(false);
            _locations = _locations.Add(id, created);
            await TellAsync(now, new ProviderMutation.Delta([Provided(created)], [])).ConfigureAwait(false);
            return created;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Points a location elsewhere.</summary>
    /// <exception cref="OutdatedException">The fencing token of who asks for it is refused by now.</exception>
    public async ValueTask<RegisteredLocation?> UpdateAsync(Guid id, LocationRef location, long? token, CancellationToken cancellationToken) => await InTurnAsync(
        async now =>
        {
            if (!_locations.TryGetValue(id, out var before)) return null;
            var after = before with { Location = location };
            await now.Commits.CommitAsync([LocationItem.Write(after)], token).ConfigureAwait(false);
            _locations = _locations.SetItem(id, after);
            await TellAsync(now, new ProviderMutation.Delta([Provided(after)], [])).ConfigureAwait(false);
            return after;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Unregisters a location.</summary>
    /// <exception cref="OutdatedException">The fencing token of who asks for it is refused by now.</exception>
    public async ValueTask<bool> DeleteAsync(Guid id, long? token, CancellationToken cancellationToken) => await InTurnAsync(
        async now =>
        {
            if (!_locations.TryGetValue(id, out var gone)) return false;
            await now.Commits.CommitAsync([new ItemChange(LocationItem.Scope, LocationItem.KeyOf(id), null)], token).ConfigureAwait(false);
            _locations = _locations.Remove(id);
            await TellAsync(now, new ProviderMutation.Delta([], [new RemovedEntity(gone.Entity)])).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<LocationDryRun> DryRunAsync(LocationRef location, bool optional, CancellationToken cancellationToken) =>
        new DryRun(pipeline).RunAsync(LocationItem.BodyOf(location.GeneratedName, location, optional, EntityRef.DefaultNamespace), cancellationToken);

    private RegisteredLocation? Find(LocationRef location) => _locations.Values.FirstOrDefault(l => l.Location == location);

    /// <summary>The name that Backstage gives; another one when a location that was pointed elsewhere still has it.</summary>
    private EntityRef FreeName(LocationRef location, Guid id)
    {
        var name = EntityRef.Create("location", EntityRef.DefaultNamespace, location.GeneratedName);
        return _locations.Values.Any(l => l.Entity == name)
            ? EntityRef.Create("location", EntityRef.DefaultNamespace, (location with { Target = location.Target + "#" + id }).GeneratedName)
            : name;
    }

    /// <summary>
    /// Makes one change at a time. Once begun it goes on to its end, even when its caller has given up or was told that the store takes no
    /// commits: item, memory and bucket never part.
    /// </summary>
    private async Task<T> InTurnAsync<T>(Func<EngineTerm, Task<T>> change, CancellationToken cancellationToken)
    {
        var now = term();
        await now.Host.EnterAsync(Turn, cancellationToken).ConfigureAwait(false);
        var changing = FinishAsync(change, now);
        await now.Host.WithHealthAsync(changing, cancellationToken).ConfigureAwait(false);
        return await changing.ConfigureAwait(false);
    }

    private async Task<T> FinishAsync<T>(Func<EngineTerm, Task<T>> change, EngineTerm now)
    {
        now.Quiescence.Enter();
        try
        {
            return await change(now).ConfigureAwait(false);
        }
        finally
        {
            now.Quiescence.Leave();
            Turn.Leave();
        }
    }

    private static async Task TellAsync(EngineTerm now, ProviderMutation mutation)
    {
        while (true)
        {
            try
            {
                await now.Provider(ProviderName).ApplyAsync(mutation, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (StoreException e) when (e.Transient)
            {
                await now.Commits.Health.Recovered.ConfigureAwait(false);
            }
        }
    }

    private static ProvidedEntity Provided(RegisteredLocation location) =>
        new(LocationItem.BodyOf(location.Entity.Name.ToString(), location.Location, location.Optional), location.Location.ToString());
}
