using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;

namespace Catalog.Http.Locations;

/// <summary>The locations that are registered over the API.</summary>
internal static class LocationRoutes
{
    public static CatalogRoutes MapLocations(this CatalogRoutes routes) => routes
        .Map("CreateLocation", Permission.LocationCreate, CreateLocation.AnswerAsync)
        .Map("GetLocations", Access.SeesLocations, ListAsync)
        .Map("GetLocationsByQuery", Access.SeesLocations, LocationQuery.AnswerAsync)
        .Map("GetLocation", Access.SeesLocations, GetAsync)
        .Map("UpdateLocation", Permission.LocationCreate, UpdateAsync)
        .Map("DeleteLocation", Permission.LocationDelete, DeleteAsync)
        .Map("getLocationByEntity", Access.SeesLocations, LocationOfEntity.AnswerAsync);

    private static async ValueTask<Answer> ListAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var locations = request.IsDenied ? [] : await request.Services.Engine.Locations.ListAsync(cancellationToken);
        return JsonAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var location in locations)
            {
                json.WriteStartObject();
                json.WritePropertyName("data");
                LocationJson.Write(json, location);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async ValueTask<Answer> GetAsync(CatalogRequest request, CancellationToken cancellationToken) =>
        !request.IsDenied && TryId(request, out var id) && await request.Services.Engine.Locations.GetAsync(id, cancellationToken) is { } location
            ? LocationJson.Answer(location)
            : Missing(request);

    private static async ValueTask<Answer> UpdateAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var (input, wrong) = LocationInput.Read(request.Body);
        if (input is null)
        {
            return wrong!;
        }

        if (input.Refusal(request, changes: true) is { } refusal)
        {
            return refusal;
        }

        var locations = request.Services.Engine.Locations;
        if (!TryId(request, out var id))
        {
            return Missing(request);
        }

        if (await locations.FindAsync(input.Location, cancellationToken) is { } other && other.Id != id)
        {
            return Answer.Conflict($"Location {input.Location} already exists");
        }

        return await locations.UpdateAsync(id, input.Location, cancellationToken) is { } updated ? LocationJson.Answer(updated) : Missing(request);
    }

    private static async ValueTask<Answer> DeleteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (request.Services.Options.ReadOnly)
        {
            return Answer.NotAllowed("This operation not allowed in readonly mode");
        }

        return TryId(request, out var id) && await request.Services.Engine.Locations.DeleteAsync(id, cancellationToken)
            ? Answer.Empty(204)
            : Missing(request);
    }

    private static bool TryId(CatalogRequest request, out Guid id) => Guid.TryParseExact(request.Route("id"), "D", out id);

    private static ErrorAnswer Missing(CatalogRequest request) => Answer.NotFound($"Found no location with ID {request.Route("id")}");
}
