using Catalog.Grains;
using Catalog.Grains.Locations;
using Catalog.Model;

namespace Catalog.Orleans.Locations;

/// <summary>Changes the registered locations through this silo's engine, which is told first what other silos have changed before.</summary>
[GrainType("catalog-locations")]
internal sealed class LocationsGrain(CatalogEngine engine) : Grain, ILocationsGrain
{
    public async Task<LocationOnWire> CreateAsync(string type, string target, bool optional) =>
        LocationOnWire.From(await (await RegistryAsync()).CreateAsync(new LocationRef(type, target), optional, CancellationToken.None));

    public async Task<LocationOnWire?> UpdateAsync(Guid id, string type, string target) =>
        await (await RegistryAsync()).UpdateAsync(id, new LocationRef(type, target), CancellationToken.None) is { } updated ? LocationOnWire.From(updated) : null;

    public async Task<bool> DeleteAsync(Guid id) => await (await RegistryAsync()).DeleteAsync(id, CancellationToken.None);

    public async Task ReconcileAsync() => await (await RegistryAsync()).ReconcileAsync(CancellationToken.None);

    private async Task<LocationRegistry> RegistryAsync()
    {
        await engine.OwnLocations.LoadAsync(CancellationToken.None);
        await engine.ReachLastAsync(CancellationToken.None);
        return engine.OwnLocations;
    }
}
