using System.Text.Json;
using Catalog.Model;

namespace Catalog.Http.Validation;

/// <summary>The least that an entity must have before it can be processed at all: apiVersion, kind, metadata with a name.</summary>
internal static class Envelope
{
    /// <summary>The first thing wrong; null when the envelope is whole.</summary>
    public static ReportedError? Check(JsonElement entity) =>
        Missing(entity, "", "apiVersion") ?? Missing(entity, "", "kind") ?? Missing(entity, "", "metadata")
        ?? NotText(entity, "", "apiVersion") ?? NotText(entity, "", "kind") ?? CheckMetadata(entity.GetProperty("metadata"));

    private static ReportedError? CheckMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            return Wrong("/metadata", "must be object - type: object");
        }

        if ((Missing(metadata, "/metadata", "name") ?? NotText(metadata, "/metadata", "name")) is { } wrong)
        {
            return wrong;
        }

        return metadata.TryGetProperty("namespace", out _) ? NotText(metadata, "/metadata", "namespace") : null;
    }

    private static ReportedError? Missing(JsonElement parent, string path, string name) => parent.TryGetProperty(name, out _)
        ? null
        : Wrong(path, $"must have required property '{name}' - missingProperty: {name}");

    private static ReportedError? NotText(JsonElement parent, string path, string name)
    {
        var value = parent.GetProperty(name);
        if (value.ValueKind != JsonValueKind.String)
        {
            return Wrong($"{path}/{name}", "must be string - type: string");
        }

        return value.GetString()!.Length == 0 ? Wrong($"{path}/{name}", "must NOT have fewer than 1 characters - limit: 1") : null;
    }

    private static ReportedError Wrong(string path, string what) => new("TypeError", $"{(path.Length == 0 ? "<root>" : path)} {what}");
}
