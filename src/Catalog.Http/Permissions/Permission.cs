namespace Catalog.Http.Permissions;

/// <summary>Something that a caller may or may not do; the names are Backstage's, so that its policies apply as they are.</summary>
/// <param name="Name">For example <c>catalog.entity.read</c>.</param>
/// <param name="Action"><c>create</c>, <c>read</c>, <c>update</c>, <c>delete</c>; null where none of them fits.</param>
/// <param name="OnEntities">Whether a decision may depend on the entity at hand.</param>
public sealed record Permission(string Name, string? Action, bool OnEntities = false)
{
    /// <summary>The type of the resources that permissions on entities are about.</summary>
    public const string EntityResource = "catalog-entity";

    /// <summary>Seeing an entity.</summary>
    public static Permission EntityRead { get; } = new("catalog.entity.read", "read", true);

    /// <summary>Making an entity, which registering a location does.</summary>
    public static Permission EntityCreate { get; } = new("catalog.entity.create", "create");

    /// <summary>Deleting an entity.</summary>
    public static Permission EntityDelete { get; } = new("catalog.entity.delete", "delete", true);

    /// <summary>Having an entity read and processed again.</summary>
    public static Permission EntityRefresh { get; } = new("catalog.entity.refresh", "update", true);

    /// <summary>Having an entity checked without storing it.</summary>
    public static Permission EntityValidate { get; } = new("catalog.entity.validate", null);

    /// <summary>Seeing registered locations.</summary>
    public static Permission LocationRead { get; } = new("catalog.location.read", "read");

    /// <summary>Registering a location, or changing one.</summary>
    public static Permission LocationCreate { get; } = new("catalog.location.create", "create");

    /// <summary>Unregistering a location.</summary>
    public static Permission LocationDelete { get; } = new("catalog.location.delete", "delete");

    /// <summary>Having a repository analyzed.</summary>
    public static Permission LocationAnalyze { get; } = new("catalog.location.analyze", null);

    /// <summary>Seeing how entities are taken in, visible or not.</summary>
    public static Permission IngestionRead { get; } = new("catalog.ingestion.read", "read");

    /// <summary>Putting entities into a source.</summary>
    public static Permission IngestionManage { get; } = new("catalog.ingestion.manage", "update");

    /// <summary>Seeing entities that are not visible.</summary>
    public static Permission UnprocessedRead { get; } = new("catalog.entity.unprocessed.read", "read");

    /// <summary>Deleting an entity that is not visible.</summary>
    public static Permission UnprocessedDelete { get; } = new("catalog.entity.unprocessed.delete", "delete");

    /// <summary>All permissions.</summary>
    public static IReadOnlyList<Permission> All { get; } =
    [
        EntityRead, EntityCreate, EntityDelete, EntityRefresh, EntityValidate, LocationRead, LocationCreate, LocationDelete, LocationAnalyze,
        IngestionRead, IngestionManage, UnprocessedRead, UnprocessedDelete,
    ];
}
