namespace Catalog.Model.Tests.Parsing;

public sealed class JsonTests
{
    [Theory]
    [InlineData("{ \"a\" : [1, 2.50, -0, 1E3, true, null, {}] }", """{"a":[1,2.5,0,1000,true,null,{}]}""")]
    [InlineData("{\n\t\"a\": \"x\\/\\u00e9\\ud83d\\ude80\\n\"\n}", "{\"a\":\"x/é🚀\\n\"}")]
    [InlineData("{\"a\": 12345678901234567890, \"b\": 9007199254740993, \"c\": 1e999}", """{"a":12345678901234567000,"b":9007199254740993,"c":null}""")]
    public void JSON_is_minified_and_its_numbers_written_as_JavaScript_does(string text, string json) =>
        Assert.Equal(json, TestDocuments.Json(text, "catalog-info.json"));

    [Fact]
    public void What_opens_like_JSON_but_is_YAML_is_read_as_YAML() =>
        Assert.Equal("""{"a":"yes","b":[1]}""", TestDocuments.Json("{a: yes, b: [1,]} # trailing comma and comment"));

    [Fact]
    public void A_broken_JSON_file_is_told_what_JSON_lacks()
    {
        var problem = TestDocuments.ProblemIn("{\n  \"a\": 1,\n  b: 2\n}", null, "catalog-info.json");

        Assert.StartsWith("JSON error: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(3, problem.Position!.Value.Line);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Contains("surrogate", TestDocuments.ProblemIn("{\"a\": \"\\ud800\"}").Message, StringComparison.Ordinal);

    [Fact]
    public void Too_many_values_are_refused() => Assert.Contains(
        "more than 200,000 values", TestDocuments.ProblemIn($"{{\"a\": [{string.Join(',', Enumerable.Repeat(1, 200_001))}]}}").Message, StringComparison.Ordinal);
}
