using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Http.Tests.Golden;

/// <summary>Holds an answer against the recorded one by the line's rule.</summary>
internal static class GoldenComparison
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What differs; null when nothing does.</summary>
    public static string? Difference(GoldenLine line, GoldenAnswer answer)
    {
        if (answer.Status != line.Status)
        {
            return $"status {answer.Status} instead of {line.Status}: {Text(answer.Body)}";
        }

        if (Text(Sorted(line.Headers)) is var expectedHeaders && Text(Sorted(answer.Headers)) is var headers && headers != expectedHeaders)
        {
            return $"headers {headers} instead of {expectedHeaders}";
        }

        return line.Compare switch
        {
            "exact" => Compare(line.Response, answer.Body),
            "set" => Compare(AsSet(line.Response), AsSet(answer.Body)),
            "text" => Compare(WithoutMessage(line.Response), WithoutMessage(answer.Body)),
            "shape" => Compare(Keys(line.Response), Keys(answer.Body)),
            _ => $"unknown rule {line.Compare}",
        };
    }

    /// <summary>Whether two answers are the same but for the wording of the error.</summary>
    public static bool SameButForMessage(GoldenLine line, GoldenAnswer answer) =>
        line.Status == answer.Status && Compare(WithoutMessage(line.Response), WithoutMessage(answer.Body)) is null;

    public static string Text(JsonNode? node) => node?.ToJsonString(Readable) ?? "null";

    private static string? Compare(JsonNode? expected, JsonNode? actual)
    {
        var (wanted, got) = (Text(expected), Text(actual));
        if (wanted == got)
        {
            return null;
        }

        var at = 0;
        while (at < wanted.Length && at < got.Length && wanted[at] == got[at])
        {
            at++;
        }

        var start = Math.Max(0, at - 60);
        return $"at {at}: expected …{Cut(wanted, start)}… got …{Cut(got, start)}…";
    }

    private static string Cut(string text, int start) => start >= text.Length ? "" : text[start..Math.Min(text.Length, start + 260)];

    private static JsonObject Sorted(JsonObject headers) =>
        new(headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => KeyValuePair.Create(h.Key, h.Value?.DeepClone())));

    private static JsonNode? AsSet(JsonNode? body)
    {
        if (body is JsonArray list)
        {
            return new JsonArray([.. list.Select(i => i?.DeepClone()).OrderBy(Text, StringComparer.Ordinal)]);
        }

        var copy = body!.DeepClone();
        copy["items"] = AsSet(copy["items"]);
        return copy;
    }

    private static JsonNode? WithoutMessage(JsonNode? body)
    {
        var copy = body?.DeepClone();
        if (copy?["error"] is JsonObject error)
        {
            error["message"] = "";
        }

        foreach (var item in copy?["errors"] as JsonArray ?? [])
        {
            item!["message"] = "";
            item.AsObject().Remove("cause");
        }

        return copy;
    }

    private static JsonNode? Keys(JsonNode? body) => body is JsonObject map
        ? new JsonArray([.. map.Select(p => (JsonNode)(p.Value is JsonObject inner ? $"{p.Key}: {string.Join(",", inner.Select(i => i.Key))}" : p.Key))])
        : body is JsonArray ? "list" : "value";
}
