using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Catalog.Http.OpenApi;
using Catalog.Testing;

namespace Catalog.Http.Tests.OpenApi;

/// <summary>Our OpenAPI document lacks nothing that Backstage's has.</summary>
public sealed class OpenApiComparisonTests
{
    private static readonly JsonNode Theirs = JsonNode.Parse(Fixtures.Text("openapi/backstage-catalog-4.0.0.json"))!;
    private static readonly JsonNode Ours = JsonNode.Parse(OpenApiDocument.Load("catalog.openapi.json").Write("").Span)!;

    public static TheoryData<string, string> Operations() =>
        [.. Theirs["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (p.Key, m.Key)))];

    [Fact]
    public void Both_have_the_same_paths_and_operations() => Assert.Equal(
        Operations().Select(o => $"{o.Data.Item2} {o.Data.Item1}").Order(),
        Ours["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key} {p.Key}")).Order());

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_has_the_same_id_parameters_body_and_answers(string path, string method)
    {
        var (theirs, ours) = (Theirs["paths"]![path]![method]!, Ours["paths"]![path]![method]!);
        Assert.Equal(theirs["operationId"]!.ToString(), ours["operationId"]!.ToString());
        Assert.Equal(Parameters(Theirs, theirs), Parameters(Ours, ours));
        Assert.Equal(Shape(Theirs, theirs["requestBody"]), Shape(Ours, ours["requestBody"]));
        Assert.Equal(theirs["responses"]!.AsObject().Select(r => r.Key).Order(), ours["responses"]!.AsObject().Select(r => r.Key).Order());
        foreach (var (status, answer) in theirs["responses"]!.AsObject())
        {
            Assert.Equal(Shape(Theirs, answer), Shape(Ours, ours["responses"]![status]));
        }
    }

    [Fact]
    public void Every_operation_says_what_it_does() => Assert.All(
        Ours["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()),
        operation => Assert.False(string.IsNullOrEmpty(operation.Value!["summary"]?.ToString())));

    private static IEnumerable<string> Parameters(JsonNode document, JsonNode operation) =>
        (operation["parameters"] as JsonArray ?? []).Select(p => Shape(document, p)).Order();

    // References followed, wording left out, keys in order: what is left says what may be sent and what comes back.
    private static string Shape(JsonNode document, JsonNode? node) => Plain(document, node, [])?.ToJsonString() ?? "none";

    private static JsonNode? Plain(JsonNode document, JsonNode? node, ImmutableHashSet<string> inside)
    {
        if (node is JsonArray list)
        {
            return new JsonArray([.. list.Select(i => Plain(document, i, inside)).OrderBy(i => i?.ToJsonString())]);
        }

        if (node is not JsonObject map)
        {
            return node?.DeepClone();
        }

        if (map["$ref"]?.ToString() is { } reference)
        {
            return inside.Contains(reference) ? reference : Plain(document, reference.Split('/').Skip(1).Aggregate(document, (at, name) => at[name]!), inside.Add(reference));
        }

        if (map["anyOf"] is JsonArray { Count: 2 } either && either[1]?["type"]?.ToString() == "null")
        {
            return Plain(document, new JsonObject { ["allOf"] = new JsonArray(either[0]!.DeepClone()), ["nullable"] = true }, inside);
        }

        return new JsonObject(map.Where(p => p.Value is not JsonValue || p.Key is not ("description" or "summary"))
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Plain(document, p.Value, inside))));
    }
}
