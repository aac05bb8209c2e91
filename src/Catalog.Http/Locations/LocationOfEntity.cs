using System.Buffers;
using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Model;

namespace Catalog.Http.Locations;

/// <summary>GET locations/by-entity: the registered location that an entity came from, by its origin annotation.</summary>
internal static class LocationOfEntity
{
    private const string OriginAnnotation = "backstage.io/managed-by-origin-location";

    private static readonly FieldSelection Annotations =
        FieldSelection.TryParse(["metadata.annotations"], out var fields, out var reason) ? fields! : throw new InvalidOperationException(reason);

    /// <summary>Answers the request.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRouteRef(out var entity) || !SingleEntity.TryFind(request, entity, out var doc))
        {
            return Answer.NotFound($"found no entity for ref {request.RouteRefText}");
        }

        if (!LocationRef.TryParse(await OriginAsync(request.Snapshot, doc, cancellationToken), out var origin))
        {
            return Answer.NotFound($"found no origin annotation for ref {request.RouteRefText}");
        }

        return await request.Services.Engine.Locations.FindAsync(origin, cancellationToken) is { } location
            ? LocationJson.Answer(location)
            : Answer.NotFound($"Found no location with type {origin.Type} and target {origin.Target}");
    }

    private static async ValueTask<string?> OriginAsync(IndexSnapshot snapshot, int doc, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        await EntityWriter.WriteAsync(snapshot, new[] { doc }, Annotations, body, cancellationToken);
        if (body.WrittenCount == 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(body.WrittenMemory);
        return json.RootElement.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("annotations", out var annotations)
            && annotations.TryGetProperty(OriginAnnotation, out var origin) ? origin.GetString() : null;
    }
}
