using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Testing;

namespace Catalog.Http.Tests.Golden;

/// <summary>One recorded request with its answer.</summary>
internal sealed partial record GoldenLine(
    string Id, string Method, string Path, JsonNode? Body, bool Raw, string? BodyNote, bool Sorted, int Status, JsonObject Headers, JsonNode? Response, string Compare)
{
    public static IReadOnlyList<GoldenLine> Load() => [.. Fixtures.JsonLines("golden/golden.jsonl").Select(Read)];

    /// <summary>The request, with what earlier answers gave put in.</summary>
    public HttpRequestMessage Request(string basePath, IReadOnlyDictionary<string, JsonNode?> earlier)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(basePath + Fill(Path, earlier, encode: true), UriKind.Relative));
        if (Text(earlier) is { } text)
        {
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            request.Content.Headers.ContentType!.CharSet = null;
        }

        return request;
    }

    private string? Text(IReadOnlyDictionary<string, JsonNode?> earlier)
    {
        if (BodyNote == "refs-too-large")
        {
            var refs = Enumerable.Range(0, 3000).Select(i => $"\"component:default/some-rather-long-name-{i}\"");
            return $"{{\"entityRefs\":[{string.Join(",", refs)}]}}";
        }

        return Body is null ? null : Raw ? Body.GetValue<string>() : Fill(Body.ToJsonString(), earlier, encode: false);
    }

    private static string Fill(string text, IReadOnlyDictionary<string, JsonNode?> earlier, bool encode) => Placeholder().Replace(text, match =>
    {
        var value = earlier[match.Groups[1].Value];
        foreach (var part in match.Groups[2].Value.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            value = value is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : value?[part];
        }

        var found = value?.GetValue<string>() ?? $"missing {match.Value}";
        return encode ? Uri.EscapeDataString(found) : found;
    });

    private static GoldenLine Read(JsonElement line) => new(
        line.GetProperty("id").GetString()!,
        line.GetProperty("method").GetString()!,
        line.GetProperty("path").GetString()!,
        line.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null ? JsonNode.Parse(body.GetRawText()) : null,
        line.TryGetProperty("rawBody", out var raw) && raw.ValueKind == JsonValueKind.True,
        line.TryGetProperty("bodyNote", out var note) ? note.GetString() : null,
        line.TryGetProperty("sortedHere", out var sorted) && sorted.ValueKind == JsonValueKind.True,
        line.GetProperty("status").GetInt32(),
        JsonNode.Parse(line.GetProperty("headers").GetRawText())!.AsObject(),
        JsonNode.Parse(line.GetProperty("response").GetRawText()),
        line.GetProperty("compare").GetString()!);

    [GeneratedRegex(@"\{\{([^.}]+)((?:\.[^.}]+)*)\}\}")]
    private static partial Regex Placeholder();
}
