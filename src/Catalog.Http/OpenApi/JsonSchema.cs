using System.Text.Json;

namespace Catalog.Http.OpenApi;

/// <summary>
/// The part of JSON Schema that the OpenAPI documents use for requests: checks a value and words what is wrong as Ajv does
/// (<c>request/body/orderBy/0/order must be equal to one of the allowed values: asc, desc</c>). Only the first error is told.
/// </summary>
internal sealed class JsonSchema
{
    public string? Type { get; private init; }
    public double? Minimum { get; private init; }
    public int? MinLength { get; private init; }
    public IReadOnlyList<string> Enum { get; private init; } = [];
    public IReadOnlyList<string> Required { get; private init; } = [];
    public IReadOnlyDictionary<string, JsonSchema> Properties { get; private init; } = new Dictionary<string, JsonSchema>();
    public bool Closed { get; private init; }
    public JsonSchema? Items { get; private init; }

    /// <summary>Reads a schema, following references into the document.</summary>
    public static JsonSchema Read(JsonElement schema, JsonElement document)
    {
        schema = OpenApiDocument.Follow(schema, document);
        return new JsonSchema
        {
            Type = Text(schema, "type"),
            Minimum = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : null,
            MinLength = schema.TryGetProperty("minLength", out var length) ? length.GetInt32() : null,
            Enum = Texts(schema, "enum"),
            Required = Texts(schema, "required"),
            Closed = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False,
            Items = schema.TryGetProperty("items", out var items) ? Read(items, document) : null,
            Properties = schema.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value, document))
                : new Dictionary<string, JsonSchema>(),
        };
    }

    /// <summary>The first thing wrong with a value; null for a good one.</summary>
    public string? Check(JsonElement value, string path) => CheckType(value, path) ?? value.ValueKind switch
    {
        JsonValueKind.Object => CheckObject(value, path),
        JsonValueKind.Array when Items is not null => CheckItems(value, path),
        JsonValueKind.Number when value.GetDouble() < Minimum => $"{path} must be >= {Minimum}",
        JsonValueKind.String => CheckText(value.GetString()!, path),
        _ => null,
    };

    /// <summary>The first thing wrong with a text where the schema wants one.</summary>
    public string? CheckText(string value, string path)
    {
        if (value.Length < MinLength)
        {
            return $"{path} must NOT have fewer than {MinLength} characters";
        }

        return Enum.Count > 0 && !Enum.Contains(value) ? $"{path} must be equal to one of the allowed values: {string.Join(", ", Enum)}" : null;
    }

    private string? CheckType(JsonElement value, string path)
    {
        var good = Type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => true,
        };
        return good ? null : $"{path} must be {Type}";
    }

    private string? CheckObject(JsonElement value, string path)
    {
        foreach (var name in Required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                return $"{path} must have required property '{name}'";
            }
        }

        string? wrong = null;
        foreach (var property in value.EnumerateObject())
        {
            if (Properties.TryGetValue(property.Name, out var schema))
            {
                wrong ??= schema.Check(property.Value, $"{path}/{property.Name}");
            }
            else if (Closed)
            {
                return $"{path} must NOT have additional properties";
            }
        }

        return wrong;
    }

    private string? CheckItems(JsonElement value, string path)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Items!.Check(item, $"{path}/{index++}") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static string? Text(JsonElement schema, string name) => schema.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static IReadOnlyList<string> Texts(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(i => i.GetString()!)] : [];
}
