using System.Text.Json;
using Catalog.Grains.Entities;
using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Index;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Http.Inspect;

/// <summary>All that is known of one reference, visible or not: for admins, and for owners who ask why their entity is missing. And what the index does.</summary>
internal static class InspectRoutes
{
    public static CatalogRoutes MapInspect(this CatalogRoutes routes) => routes
        .Map("InspectEntity", Permission.IngestionRead, InspectAsync)
        .Map("ExplainQuery", Permission.IngestionRead, (request, _) => new(IndexReport.Explain(request, ListRequest.FromQuery(request))))
        .Map("ExplainPredicate", Permission.IngestionRead, (request, _) => new(IndexReport.Explain(request, ListRequest.FromBody(request))))
        .Map("InspectMemory", Permission.IngestionRead, (request, _) => new(IndexReport.Memory(request)));

    private static async ValueTask<Answer> InspectAsync(CatalogRequest request, CancellationToken cancellationToken) =>
        request.TryRouteRef(out var entity) && await request.Services.Engine.InspectAsync(entity, cancellationToken) is { } inspection
            ? JsonAnswer.Of(json => Write(json, inspection, request.Snapshot))
            : Answer.NotFound($"Nobody has mentioned {request.RouteRefText}: no source emits it, no entity relates to it");

    private static void Write(Utf8JsonWriter json, EntityInspection inspection, IndexSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("entityRef", inspection.Ref.ToString());
        json.WriteBoolean("visible", snapshot.TryGet(inspection.Ref, out _));
        json.WriteString("hidden", snapshot.HiddenReason(inspection.Ref));
        json.WriteNumber("sequence", inspection.Sequence);
        WriteRefs(json, "parents", inspection.Parents);
        WriteRefs(json, "mentionedBy", inspection.MentionedBy);
        if (inspection.Record is { } record)
        {
            json.WriteStartObject("record");
            WriteRecord(json, record);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter json, EntityRecord record)
    {
        json.WriteString("uid", record.Uid);
        json.WriteNumber("version", record.Version);
        json.WriteBoolean("deleted", record.Deleted);
        json.WriteString("created", record.Created);
        json.WriteString("updated", record.Updated);
        json.WriteString("locationKey", record.LocationKey);
        WriteTexts(json, "sources", record.Sources);
        WriteTexts(json, "rivals", record.Rivals);
        WriteOrigin(json, record.Origin);
        WriteProcessing(json, record.Processing);
        WriteProblems(json, record);
        WriteRefs(json, "children", record.Children);
        json.WriteStartArray("relations");
        foreach (var relation in record.Relations)
        {
            json.WriteStartObject();
            json.WriteString("source", relation.Source.ToString());
            json.WriteString("type", relation.Type);
            json.WriteString("target", relation.Target.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "refreshKeys", record.RefreshKeys);
        json.WriteStartArray("pending");
        foreach (var message in record.Pending)
        {
            json.WriteStartObject();
            json.WriteString("target", message.Target.ToString());
            json.WriteString("kind", message.Kind.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteBody(json, "unprocessed", record.Unprocessed);
        WriteBody(json, "processed", record.Processed);
    }

    private static void WriteProcessing(Utf8JsonWriter json, ProcessingState processing)
    {
        json.WriteStartObject("processing");
        WriteTime(json, "lastRun", processing.LastRun);
        WriteTime(json, "nextDue", processing.NextDue);
        json.WriteNumber("attempts", processing.Attempts);
        json.WriteNumber("milliseconds", processing.Duration.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteProblems(Utf8JsonWriter json, EntityRecord record)
    {
        json.WriteStartArray("errors");
        foreach (var problem in record.Errors)
        {
            json.WriteStartObject();
            json.WriteString("name", problem.Name);
            json.WriteString("message", problem.Message);
            json.WriteString("path", problem.Path);
            json.WriteString("hint", problem.Hint);
            json.WriteString("at", problem.Position?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOrigin(Utf8JsonWriter json, EntityOrigin? origin)
    {
        json.WritePropertyName("origin");
        if (origin is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("file", origin.File);
        json.WriteNumber("document", origin.Document);
        json.WriteNumber("line", origin.Line);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> body)
    {
        json.WritePropertyName(name);
        if (body.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(body.Span, skipInputValidation: true);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        json.WritePropertyName(name);
        if (time is { } known)
        {
            json.WriteStringValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteRefs(Utf8JsonWriter json, string name, IReadOnlyList<EntityRef> refs) =>
        WriteTexts(json, name, refs.Select(r => r.ToString()));

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
