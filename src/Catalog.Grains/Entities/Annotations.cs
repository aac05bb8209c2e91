namespace Catalog.Grains.Entities;

/// <summary>The annotations that the engine itself reads.</summary>
internal static class Annotations
{
    /// <summary>Where an entity's body was read.</summary>
    public const string ManagedByLocation = "backstage.io/managed-by-location";

    /// <summary>The registered location that led there.</summary>
    public const string ManagedByOriginLocation = "backstage.io/managed-by-origin-location";
}
