using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Catalog.Http.Requests;
using Catalog.Model;

namespace Catalog.Http.Push;

/// <summary>An entity as it was pushed, made into what a provider gives: with the annotations that say where it comes from.</summary>
internal static class PushedEntity
{
    private const string ManagedBy = "backstage.io/managed-by-location";
    private const string ManagedByOrigin = "backstage.io/managed-by-origin-location";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads one JSON object.</summary>
    /// <param name="json">The bytes; belong to the document from then on.</param>
    /// <param name="root">The object.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, out JsonElement root, [NotNullWhen(false)] out Problem? problem)
    {
        root = default;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            root = document.RootElement.Clone();
            problem = root.ValueKind != JsonValueKind.Object ? new Problem("It is not a JSON object")
                : JsonText.IsUnicode(json.Span, root) ? null
                : new Problem("It is not valid Unicode text");
        }
        catch (JsonException wrong)
        {
            problem = new Problem($"It is not JSON: {wrong.Message}");
        }

        return problem is null;
    }

    /// <summary>The body to submit; annotations of the entity's own win.</summary>
    public static EntityBody Located(JsonElement entity, string source)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            foreach (var property in entity.EnumerateObject())
            {
                if (property.NameEquals("metadata"u8) && property.Value.ValueKind == JsonValueKind.Object)
                {
                    json.WritePropertyName("metadata"u8);
                    WriteMetadata(json, property.Value, source);
                }
                else
                {
                    property.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return new EntityBody(output.WrittenMemory);
    }

    private static void WriteMetadata(Utf8JsonWriter json, JsonElement metadata, string source)
    {
        json.WriteStartObject();
        var written = false;
        foreach (var property in metadata.EnumerateObject())
        {
            var annotations = property.NameEquals("annotations"u8) && property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
            written |= annotations || property.NameEquals("annotations"u8);
            if (annotations)
            {
                WriteAnnotations(json, property.Value, source);
            }
            else
            {
                property.WriteTo(json);
            }
        }

        if (!written)
        {
            WriteAnnotations(json, default, source);
        }

        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, JsonElement own, string source)
    {
        json.WriteStartObject("annotations"u8);
        var owned = own.ValueKind == JsonValueKind.Object ? own : default;
        foreach (var name in (ReadOnlySpan<string>)[ManagedBy, ManagedByOrigin])
        {
            if (owned.ValueKind == JsonValueKind.Undefined || !owned.TryGetProperty(name, out _))
            {
                json.WriteString(name, $"push:{source}");
            }
        }

        if (owned.ValueKind == JsonValueKind.Object)
        {
            foreach (var annotation in owned.EnumerateObject())
            {
                annotation.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
