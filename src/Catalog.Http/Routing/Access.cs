using Catalog.Http.Permissions;

namespace Catalog.Http.Routing;

/// <summary>What a route wants of its caller.</summary>
/// <param name="Permission">The permission that is asked for; null for none beyond being let in.</param>
/// <param name="Narrows">True when a refusal is answered as if there were nothing, false for 403.</param>
/// <param name="NeedsCaller">Whether credentials are wanted at all, where the server wants any.</param>
internal sealed record Access(Permission? Permission, bool Narrows = false, bool NeedsCaller = true)
{
    /// <summary>Credentials, and no permission.</summary>
    public static Access Caller { get; } = new(null);

    /// <summary>Nothing.</summary>
    public static Access Anybody { get; } = new(null, NeedsCaller: false);

    /// <summary>Seeing entities; those that may not be seen are as if they were not there.</summary>
    public static Access SeesEntities { get; } = new(Permission.EntityRead, Narrows: true);

    /// <summary>Seeing locations; when that is refused, there are none.</summary>
    public static Access SeesLocations { get; } = new(Permission.LocationRead, Narrows: true);

    /// <summary>A permission without which the answer is 403.</summary>
    public static implicit operator Access(Permission permission) => new(permission);
}
