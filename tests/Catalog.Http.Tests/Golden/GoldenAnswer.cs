using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Catalog.Http.Tests.Golden;

/// <summary>What our server answered, in the form of the recording: what differs from server to server is replaced by placeholders.</summary>
internal sealed partial record GoldenAnswer(int Status, JsonObject Headers, JsonNode? Body)
{
    /// <summary>The answer as it came and as it is compared.</summary>
    public static async Task<(JsonNode? Raw, GoldenAnswer Compared)> ReadAsync(GoldenLine line, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var raw = text.Length == 0 ? null : JsonNode.Parse(text);
        var body = Reduce(line, Replace(raw?.DeepClone()));
        var headers = new JsonObject();
        if (response.Content.Headers.ContentType is { } type)
        {
            headers["content-type"] = type.ToString();
        }

        if (response.Headers.TryGetValues("Link", out var link))
        {
            headers["link"] = string.Join(",", link);
        }

        if (response.Headers.ETag is not null)
        {
            headers["etag"] = "<http-etag>";
        }

        return (raw, new GoldenAnswer((int)response.StatusCode, headers, body));
    }

    // The recording keeps the paths of the document only, and sorts lists that have no stable order.
    private static JsonNode? Reduce(GoldenLine line, JsonNode? body)
    {
        if (line.Id == "openapi")
        {
            return new JsonArray([.. body!["paths"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]);
        }

        if (!line.Sorted)
        {
            return body;
        }

        var sorted = new JsonArray([.. (body as JsonArray ?? body!["items"]!.AsArray()).OrderBy(Target, StringComparer.Ordinal).Select(i => i!.DeepClone())]);
        if (body is JsonArray)
        {
            return sorted;
        }

        body["items"] = sorted;
        return body;
    }

    private static string Target(JsonNode? location) => (location?["data"] ?? location)?["target"]?.GetValue<string>() ?? "";

    private static JsonNode? Replace(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(i => Replace(i?.DeepClone()))]);
            case JsonObject body:
                return new JsonObject(body.Select(p => KeyValuePair.Create(p.Key, Replace(body, p.Key, p.Value))));
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Uuid().Replace(text, "<uuid>");
            default:
                return node?.DeepClone();
        }
    }

    private static JsonNode? Replace(JsonObject parent, string key, JsonNode? value) => key switch
    {
        "uid" or "etag" when parent.Parent is JsonObject { } entity && entity["metadata"] == parent => $"<{key}>",
        "nextCursor" or "prevCursor" => "<cursor>",
        "id" when parent.ContainsKey("target") && Uuid().IsMatch(value!.GetValue<string>()) => "<id>",
        _ => Replace(value is JsonObject ? value : value?.DeepClone()),
    };

    // The recording keeps the made-up uuids that requests ask for on purpose.
    [GeneratedRegex("(?!00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
