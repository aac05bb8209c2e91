using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Http.Unprocessed;

/// <summary>The routes of Backstage's unprocessed-entities module: what is known but not visible, with the errors that say why.</summary>
internal static class UnprocessedRoutes
{
    private const int MaxListed = 10_000;

    public static CatalogRoutes MapUnprocessed(this CatalogRoutes routes, InvisibleEntities invisible) => routes
        .Map("GetFailedEntities", Permission.UnprocessedRead, (request, cancellationToken) => ListAsync(request, invisible, failed: true, cancellationToken))
        .Map("GetPendingEntities", Permission.UnprocessedRead, (request, cancellationToken) => ListAsync(request, invisible, failed: false, cancellationToken))
        .Map("DeleteUnprocessedEntity", Permission.UnprocessedDelete, (request, cancellationToken) => DeleteAsync(request, invisible, cancellationToken));

    private static async ValueTask<Answer> ListAsync(CatalogRequest request, InvisibleEntities invisible, bool failed, CancellationToken cancellationToken)
    {
        var owner = request.Query.One("owner");
        var records = new List<EntityRecord>();
        foreach (var entity in invisible.List(failed, MaxListed))
        {
            if (await request.Services.Engine.InspectAsync(entity, cancellationToken) is { Record: { Processed.IsEmpty: true } record } && IsOwned(record, owner))
            {
                records.Add(record);
            }
        }

        return JsonAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", failed ? "failed" : "pending");
            json.WriteStartArray("entities");
            foreach (var record in records)
            {
                Write(json, record);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async ValueTask<Answer> DeleteAsync(CatalogRequest request, InvisibleEntities invisible, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(request.Route("entity_id"), out var uid) && invisible.Find(uid) is { IsDefault: false } entity)
        {
            await request.Services.Engine.DeleteAsync(entity, cancellationToken);
        }

        return Answer.Empty(204);
    }

    private static bool IsOwned(EntityRecord record, string? owner) =>
        owner is null
        || (new EntityBody(record.Unprocessed).Spec is { } spec && spec.TryGetProperty("owner", out var given)
            && given.ValueKind == JsonValueKind.String && given.GetString() == owner);

    private static void Write(Utf8JsonWriter json, EntityRecord record)
    {
        json.WriteStartObject();
        json.WriteString("entity_id", record.Uid);
        json.WriteString("entity_ref", record.Ref.ToString());
        json.WritePropertyName("unprocessed_entity");
        json.WriteRawValue(record.Unprocessed.Span, skipInputValidation: true);
        json.WriteString("unprocessed_hash", record.UnprocessedHash.ToString("x32"));
        json.WriteStartArray("errors");
        foreach (var problem in record.Errors)
        {
            ErrorJson.Write(json, ReportedError.Of(problem, record.Ref));
        }

        json.WriteEndArray();
        json.WriteString("next_update_at", record.Processing.NextDue ?? record.Updated);
        json.WriteString("last_discovery_at", record.Created);
        if (record.LocationKey is not null)
        {
            json.WriteString("location_key", record.LocationKey);
        }

        json.WriteEndObject();
    }
}
