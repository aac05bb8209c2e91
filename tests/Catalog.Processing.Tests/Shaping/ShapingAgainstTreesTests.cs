using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Processing.Shaping;
using Catalog.Processing.Tests.Support;

namespace Catalog.Processing.Tests.Shaping;

/// <summary>The shaper that copies bytes gives what the same changes give on a tree, for many generated bodies.</summary>
public sealed class ShapingAgainstTreesTests
{
    private const ShapeFlags All = ShapeFlags.Annotate | ShapeFlags.ProjectSlug | ShapeFlags.SortLists | ShapeFlags.DefaultNamespace | ShapeFlags.RejectScripts;

    private static readonly string[] Starts = ["a", "B", "é", "🚀", "Ａ", "\"", "\n"];
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly FrontAnnotations Front = new("github.com/project-slug", "o/r", "url:https://l", "url:https://o", "https://l", null, "url:https://s");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_and_trees_agree(int seed)
    {
        var random = new Random(seed);
        var layout = new EntityLayout();
        for (var i = 0; i < 400; i++)
        {
            var tree = Generate(random);
            var indented = random.Next(3) == 0;
            var body = Pipelines.Json(tree.ToJsonString(new JsonSerializerOptions { WriteIndented = indented }));
            Assert.Null(layout.Read(body.Utf8.Span));
            var shaped = EntityShaper.Shape(EntityShaper.Plain(body, layout), layout, All, Front);
            Assert.Equal(Merge(tree).ToJsonString(Relaxed), JsonNode.Parse(shaped.Utf8.Span)!.ToJsonString(Relaxed));
        }
    }

    private static JsonObject Generate(Random random)
    {
        var annotations = Members(random, "github.com/project-slug", "backstage.io/managed-by-location", "backstage.io/view-url", "backstage.io/edit-url", "backstage.io/source-location", "a/b", "ü/\"q\"");
        var metadata = Members(random, "title", "labels", "namespace", "odd\\key");
        metadata["name"] = "x";
        if (random.Next(4) > 0)
        {
            metadata["annotations"] = annotations;
        }

        var spec = new JsonObject { ["type"] = "t" };
        foreach (var list in (string[])["dependsOn", "providesApis", "members", "other"])
        {
            if (random.Next(2) == 0)
            {
                spec[list] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Item(random))]);
            }
        }

        (string, JsonNode)[] root = [("apiVersion", "v1"), ("kind", "Component"), ("metadata", Shuffled(random, metadata)), ("spec", Shuffled(random, spec))];
        random.Shuffle(root);
        return new JsonObject(root.Select(p => KeyValuePair.Create(p.Item1, (JsonNode?)p.Item2)));
    }

    private static JsonValue Item(Random random) => random.Next(12) == 0 ? JsonValue.Create(random.Next(9)) : JsonValue.Create(Starts[random.Next(Starts.Length)] + (char)('a' + random.Next(26)));

    private static JsonObject Members(Random random, params string[] names)
    {
        random.Shuffle(names);
        return new JsonObject(names.Take(random.Next(names.Length + 1)).Select(n => KeyValuePair.Create(n, (JsonNode?)JsonValue.Create(
            random.Next(8) == 0 ? "javascript:x" : $"{n} <\"\n'&>"))));
    }

    private static JsonObject Shuffled(Random random, JsonObject from)
    {
        var members = from.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())).ToArray();
        random.Shuffle(members);
        return new JsonObject(members);
    }

    private static JsonObject Merge(JsonObject entity)
    {
        var own = entity["metadata"]!.AsObject();
        var ownAnnotations = own["annotations"]?.AsObject() ?? [];
        var annotations = new JsonObject();
        (string Name, string? Value)[] front =
        [
            ("github.com/project-slug", Front.Slug), ("backstage.io/managed-by-location", Front.Location), ("backstage.io/managed-by-origin-location", Front.Origin),
            ("backstage.io/view-url", Front.ViewUrl), ("backstage.io/edit-url", Front.EditUrl), ("backstage.io/source-location", Front.SourceLocation),
        ];
        foreach (var (name, value) in front.Where(f => f.Value is not null))
        {
            annotations[name] = value;
        }

        foreach (var (name, value) in ownAnnotations)
        {
            var script = name is "backstage.io/view-url" or "backstage.io/edit-url" && ScriptUrl.Is(value!.GetValue<string>());
            annotations[name] = script ? ScriptUrl.Replacement : value!.DeepClone();
        }

        var metadata = new JsonObject();
        if (!own.ContainsKey("namespace"))
        {
            metadata["namespace"] = "default";
        }

        metadata["annotations"] = annotations;
        foreach (var (name, value) in own.Where(m => m.Key != "annotations"))
        {
            metadata[name] = value?.DeepClone();
        }

        var merged = new JsonObject { ["metadata"] = metadata };
        foreach (var (name, value) in entity.Where(m => m.Key != "metadata"))
        {
            merged[name] = value?.DeepClone();
        }

        foreach (var list in (string[])["dependsOn", "providesApis", "members"])
        {
            if (merged["spec"]![list] is JsonArray array && array.All(i => i!.GetValueKind() == JsonValueKind.String))
            {
                merged["spec"]![list] = new JsonArray([.. array.Select(i => i!.GetValue<string>()).Order(StringComparer.Ordinal).Select(i => (JsonNode?)JsonValue.Create(i))]);
            }
        }

        return merged;
    }
}
