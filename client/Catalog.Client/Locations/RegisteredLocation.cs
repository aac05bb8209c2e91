using Catalog.Client.Entities;

namespace Catalog.Client.Locations;

/// <summary>A place that the catalog reads.</summary>
/// <param name="Id">The catalog's id of it.</param>
/// <param name="Type">For example <c>url</c>.</param>
/// <param name="Target">The place.</param>
/// <param name="EntityRef">The Location entity that stands for it; null from older catalogs.</param>
public sealed record RegisteredLocation(string Id, string Type, string Target, string? EntityRef = null);

/// <summary>A place to register.</summary>
/// <param name="Target">The place.</param>
public sealed record NewLocation(string Target)
{
    /// <summary>Its type. Default <c>url</c>.</summary>
    public string Type { get; init; } = "url";

    /// <summary>Whether it may be missing. Default false.</summary>
    public bool Optional { get; init; }

    /// <summary>Only reads and checks what is there. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Refreshes a location that is registered already, instead of refusing. Default false.</summary>
    public bool RefreshExisting { get; init; }
}

/// <summary>What registering, or trying out, a location gave.</summary>
/// <param name="Location">The location.</param>
/// <param name="Entities">The entities found there; only a dry run waits for them.</param>
/// <param name="Exists">For a dry run, whether it is registered already.</param>
public sealed record AddedLocation(RegisteredLocation Location, IReadOnlyList<Entity> Entities, bool Exists = false);
