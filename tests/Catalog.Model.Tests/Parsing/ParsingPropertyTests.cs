using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Model.Tests.Parsing;

public sealed class ParsingPropertyTests
{
    private static readonly string[] Fragments =
    [
        "a", "b", ": ", ":\n", "\n", "\n  ", "\n    ", "- ", "? ", "[", "]", "{", "}", ", ", "&x ", "*x", "!!str ", "!t ", "|\n", ">-\n", "\"", "'", "#",
        " # c\n", "---\n", "...\n", "--- ", "%YAML 1.2\n", "%TAG ! x\n", "\t", "\r", "\r\n", "~", "1.5", "0x1", ".inf", "é", "\u2028", "\uFEFF", "\\u00e9", "\\", "@", "`", "<<", "=", "\0",
    ];

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void Random_bytes_never_throw_and_give_bodies_or_problems() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), bytes => IsSound(CatalogFile.Parse(bytes, "f", new ParseLimits()))).Check(Quick);

    [Fact]
    public void Text_that_looks_like_YAML_never_throws_and_gives_bodies_or_problems() => Prop.ForAll(
        Gen.Elements(Fragments).ListOf().Select(string.Concat).ToArbitrary(),
        text => IsSound(CatalogFile.Parse(Encoding.UTF8.GetBytes(text), "f", new ParseLimits { MaxDepth = 8, MaxNodes = 100 }))).Check(Quick);

    [Fact]
    public void JSON_comes_back_as_it_was() => Prop.ForAll(
        JsonObjects().ToArbitrary(),
        json => JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(TestDocuments.Json(json, "f.json")))).Check(Quick);

    [Fact]
    public void JSON_read_as_YAML_is_the_same() => Prop.ForAll(
        JsonObjects().ToArbitrary(),
        json => TestDocuments.Json(json, "f.json") == TestDocuments.Json("--- " + json)).Check(Quick);

    [Fact]
    public void Random_JSON_is_judged_without_an_exception() => Prop.ForAll(
        JsonObjects().ToArbitrary(),
        json =>
        {
            var body = TestDocuments.Body(json);
            return EntityModel.BuiltIn.ValidateEnvelope(body).Count > 0 && EntityModel.BuiltIn.ValidateKind(body).Count > 0;
        }).Check(Quick);

    private static bool IsSound(IReadOnlyList<ParsedDocument> documents) => documents.All(d =>
        (d.Body is null) == (d.Problems.Count > 0)
        && d.Problems.All(p => p.Position is { Line: > 0, Column: > 0 } && p.Message.Length > 0)
        && (d.Body is null || (d.Body.Root.ValueKind == JsonValueKind.Object && d.Locate([new Problem("x", "/a/b")]).Document > 0)));

    private static Gen<string> JsonObjects()
    {
        var names = Gen.Elements("kind", "metadata", "name", "spec", "tags", "labels", "annotations", "links", "url", "a/b", "ü", "", "x\"y", "\u2028");
        var scalars = Gen.OneOf(
            Gen.Elements("null", "true", "false", "0", "-1.5", "1e30", "\"Component\"", "\"\\u0007\\ud83d\\ude80\"", "\"http://x\"", "\"yes\"", "\"\\\\\\\"\""),
            ArbMap.Default.GeneratorFor<int>().Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Gen<string> Value(int size) => size == 0
            ? scalars
            : Gen.OneOf(scalars, Value(size / 2).ListOf(3).Select(v => $"[{string.Join(", ", v)}]"), Object(size / 2));
        Gen<string> Object(int size) => names.Zip(Value(size)).ListOf(5)
            .Select(m => "{" + string.Join(", ", m.DistinctBy(p => p.Item1).Select(p => $"{JsonSerializer.Serialize(p.Item1)}: {p.Item2}")) + "}");

        return Gen.Sized(size => Object(Math.Min(size, 8)));
    }
}
