using Catalog.Http.OpenApi;
using Catalog.Http.Permissions;

namespace Catalog.Http.Audit;

/// <summary>What an operation is called in the audit log.</summary>
internal static class AuditNames
{
    /// <summary>The event id, in Backstage's words where it has one.</summary>
    public static string Of(Operation operation, Permission? permission) => operation.Id switch
    {
        "GetEntityFacets" or "QueryEntityFacetsByPredicate" => "entity-facets",
        "ValidateEntity" => "entity-validate",
        "AnalyzeLocation" => "location-analyze",
        "GetLocations" or "GetLocation" or "GetLocationsByQuery" or "getLocationByEntity" => "location-fetch",
        "CreateLocation" or "UpdateLocation" or "DeleteLocation" => "location-mutate",
        _ when IsChange(permission) => "entity-mutate",
        _ => "entity-fetch",
    };

    /// <summary>Whether an operation that needs this permission may change something.</summary>
    public static bool IsChange(Permission? permission) => permission?.Action is "create" or "update" or "delete";
}
