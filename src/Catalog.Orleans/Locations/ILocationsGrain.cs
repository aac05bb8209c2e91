using Catalog.Grains.Locations;
using Catalog.Model;

namespace Catalog.Orleans.Locations;

/// <summary>
/// The registered locations; there is one such grain, 0, so that they are changed by one process at a time. A change is refused, to be asked for
/// again, when the fencing token of who asks for it is outdated.
/// </summary>
internal interface ILocationsGrain : IGrainWithIntegerKey
{
    /// <summary>Registers a location; one that is registered already is given instead.</summary>
    [ResponseTimeout("00:10:00")]
    Task<LocationOnWire> CreateAsync(string type, string target, bool optional, long token);

    /// <summary>Points a location elsewhere; null when there is none.</summary>
    [ResponseTimeout("00:10:00")]
    Task<LocationOnWire?> UpdateAsync(Guid id, string type, string target, long token);

    /// <summary>Unregisters a location; false when there is none.</summary>
    [ResponseTimeout("00:10:00")]
    Task<bool> DeleteAsync(Guid id, long token);

    /// <summary>Makes the Location entities fit what is registered.</summary>
    [ResponseTimeout("00:10:00")]
    Task ReconcileAsync();
}

/// <summary>A <see cref="RegisteredLocation"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("catalog.location")]
internal sealed record LocationOnWire(
    [property: Id(0)] Guid Id, [property: Id(1)] string Type, [property: Id(2)] string Target, [property: Id(3)] bool Optional, [property: Id(4)] string Entity)
{
    public static LocationOnWire From(RegisteredLocation location) =>
        new(location.Id, location.Location.Type, location.Location.Target, location.Optional, location.Entity.ToString());

    public RegisteredLocation ToLocation() => new(Id, new LocationRef(Type, Target), Optional, EntityRef.Parse(Entity));
}
