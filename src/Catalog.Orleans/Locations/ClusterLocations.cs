using Catalog.Grains;
using Catalog.Grains.Locations;
using Catalog.Model;
using Catalog.Orleans.Hosting;
using Catalog.Storage;

namespace Catalog.Orleans.Locations;

/// <summary>The registered locations, from any silo: read from the store, since they are in no feed; changed by their one grain.</summary>
internal sealed class ClusterLocations(IGrainFactory grains, ICatalogStore store, Retry retry, Func<CatalogEngine> engine) : ILocationRegistry
{
    private ILocationsGrain Grain => grains.GetGrain<ILocationsGrain>(0);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RegisteredLocation>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.GetItemsAsync(LocationItem.Scope, cancellationToken).ConfigureAwait(false)).Select(LocationItem.Read).OrderBy(l => l.Id)];

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await store.GetItemAsync(LocationItem.Scope, LocationItem.KeyOf(id), cancellationToken).ConfigureAwait(false) is { } item ? LocationItem.Read(item) : null;

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation?> FindAsync(LocationRef location, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(l => l.Location == location);

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation> CreateAsync(LocationRef location, bool optional, CancellationToken cancellationToken) =>
        (await ChangeAsync(token => Grain.CreateAsync(location.Type, location.Target, optional, token), cancellationToken).ConfigureAwait(false)).ToLocation();

    /// <inheritdoc/>
    public async ValueTask<RegisteredLocation?> UpdateAsync(Guid id, LocationRef location, CancellationToken cancellationToken) =>
        (await ChangeAsync(token => Grain.UpdateAsync(id, location.Type, location.Target, token), cancellationToken).ConfigureAwait(false))?.ToLocation();

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        await ChangeAsync(token => Grain.DeleteAsync(id, token), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<LocationDryRun> DryRunAsync(LocationRef location, bool optional, CancellationToken cancellationToken) =>
        engine().OwnLocations.DryRunAsync(location, optional, cancellationToken);

    private async Task<T> ChangeAsync<T>(Func<long, Task<T>> change, CancellationToken cancellationToken)
    {
        var changed = await retry.RunAsync(change, cancellationToken).ConfigureAwait(false);
        await engine().ReachLastAsync(cancellationToken).ConfigureAwait(false);
        return changed;
    }
}
