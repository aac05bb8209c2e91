using System.Buffers;
using System.Text.Json;

namespace Catalog.Http.OpenApi;

/// <summary>
/// An OpenAPI document that is compiled into the assembly. It is the one declaration of its routes: requests are checked by it, and it is
/// what <c>/openapi.json</c> answers.
/// </summary>
internal sealed class OpenApiDocument
{
    private readonly JsonElement _root;

    private OpenApiDocument(JsonElement root)
    {
        _root = root;
        Operations = [.. root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => ReadOperation(path.Name, method.Name, method.Value)))];
    }

    /// <summary>All operations, in the order of the document.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Loads a document by its file name.</summary>
    public static OpenApiDocument Load(string file)
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream($"Catalog.Http.OpenApi.{file}")
            ?? throw new InvalidOperationException($"The assembly holds no document '{file}'.");
        using var document = JsonDocument.Parse(stream);
        return new OpenApiDocument(document.RootElement.Clone());
    }

    /// <summary>What a <c>$ref</c> points to; the element itself when it is none.</summary>
    public static JsonElement Follow(JsonElement element, JsonElement document)
    {
        while (element.TryGetProperty("$ref", out var reference))
        {
            element = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name));
        }

        return element;
    }

    /// <summary>The document as JSON, its paths below the base path.</summary>
    public ReadOnlyMemory<byte> Write(string basePath)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach (var property in _root.EnumerateObject())
        {
            if (property.Name != "paths")
            {
                property.WriteTo(json);
                continue;
            }

            json.WriteStartObject("paths");
            foreach (var path in property.Value.EnumerateObject())
            {
                json.WritePropertyName(basePath + path.Name);
                path.Value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private Operation ReadOperation(string path, string method, JsonElement operation) => new(
        operation.GetProperty("operationId").GetString()!, method.ToUpperInvariant(), path, ReadQuery(operation), ReadBody(operation));

    private IReadOnlyList<QueryParameter> ReadQuery(JsonElement operation) => !operation.TryGetProperty("parameters", out var parameters)
        ? []
        : [.. parameters.EnumerateArray().Select(p => Follow(p, _root)).Where(p => p.GetProperty("in").GetString() == "query")
            .Select(p => new QueryParameter(
                p.GetProperty("name").GetString()!,
                p.TryGetProperty("required", out var required) && required.GetBoolean(),
                JsonSchema.Read(p.GetProperty("schema"), _root)))];

    private BodyRule? ReadBody(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var media)
            ? new BodyRule(
                body.TryGetProperty("required", out var required) && required.GetBoolean(),
                JsonSchema.Read(media.GetProperty("schema"), _root))
            : null;
}
