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

        return (raw, new GoldenAnswer((int)response.StatusCode, headers, Reduce(line, Replace("", raw))));
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

        body!["items"] = sorted;
        return body;
    }

    private static string Target(JsonNode? location) => (location?["data"] ?? location)?["target"]?.GetValue<string>() ?? "";

    private static JsonNode? Replace(string name, JsonNode? node) => node switch
    {
        JsonArray list => new JsonArray([.. list.Select(i => Replace("", i))]),
        JsonObject body => new JsonObject(body.Select(p => KeyValuePair.Create(p.Key, Placeholder(name, body, p.Key, p.Value) ?? Replace(p.Key, p.Value)))),
        JsonValue value when value.TryGetValue<string>(out var text) => Uuid().Replace(text, "<uuid>"),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Placeholder(string name, JsonObject parent, string key, JsonNode? value) => key switch
    {
        "uid" or "etag" when name == "metadata" => $"<{key}>",
        "nextCursor" or "prevCursor" => "<cursor>",
        "id" when parent.ContainsKey("target") && value is JsonValue id && id.TryGetValue<string>(out var text) && Uuid().IsMatch(text) => "<id>",
        _ => null,
    };

    // The recording keeps the made-up uuids that requests ask for on purpose.
    [GeneratedRegex("(?!00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
