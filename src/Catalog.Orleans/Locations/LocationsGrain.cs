using Catalog.Grains;
using Catalog.Grains.Locations;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Orleans.Locations;

/// <summary>Changes the registered locations through this silo's engine, which is told first what other silos have changed before.</summary>
[GrainType("catalog-locations")]
internal sealed class LocationsGrain(CatalogEngine engine) : Grain, ILocationsGrain
{
    public Task<LocationOnWire> CreateAsync(string type, string target, bool optional, long token) => ChangeAsync(
        async registry => LocationOnWire.From(await registry.CreateAsync(new LocationRef(type, target), optional, token, CancellationToken.None)));

    public Task<LocationOnWire?> UpdateAsync(Guid id, string type, string target, long token) => ChangeAsync(
        async registry => await registry.UpdateAsync(id, new LocationRef(type, target), token, CancellationToken.None) is { } updated ? LocationOnWire.From(updated) : null);

    public Task<bool> DeleteAsync(Guid id, long token) => ChangeAsync(async registry => await registry.DeleteAsync(id, token, CancellationToken.None));

    public async Task ReconcileAsync() => await (await RegistryAsync()).ReconcileAsync(CancellationToken.None);

    private async Task<T> ChangeAsync<T>(Func<LocationRegistry, Task<T>> change)
    {
        try
        {
            return await change(await RegistryAsync());
        }
        catch (OutdatedException e)
        {
            throw new TimeoutException($"The call has to be made again. {e.Message}");
        }
    }

    private async Task<LocationRegistry> RegistryAsync()
    {
        await engine.OwnLocations.LoadAsync(CancellationToken.None);
        await engine.ReachLastAsync(CancellationToken.None);
        return engine.OwnLocations;
    }
}
