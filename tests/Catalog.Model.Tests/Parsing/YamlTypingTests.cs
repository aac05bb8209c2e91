namespace Catalog.Model.Tests.Parsing;

/// <summary>YAML 1.2's core schema, as the npm package yaml 2.x applies it for Backstage.</summary>
public sealed class YamlTypingTests
{
    [Theory]
    [InlineData("yes", "\"yes\"")]
    [InlineData("tRue", "\"tRue\"")]
    [InlineData("True", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("NULL", "null")]
    [InlineData("nULL", "\"nULL\"")]
    [InlineData("0o17", "15")]
    [InlineData("017", "17")]
    [InlineData("0x1F", "31")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("0b1", "\"0b1\"")]
    [InlineData("0xFFFFFFFFFFFFFFFFFF", "4.722366482869645e+21")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("+5", "5")]
    [InlineData("-0", "0")]
    [InlineData("1.0", "1")]
    [InlineData("1.10", "1.1")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData(".", "\".\"")]
    [InlineData("1e", "\"1e\"")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.1e-7", "1e-8")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("1.2345e-5", "0.000012345")]
    [InlineData("123456789012345678901234567890", "1.2345678901234568e+29")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("1e400", "null")]
    [InlineData(".inf", "null")]
    [InlineData("-.INF", "null")]
    [InlineData(".nan", "null")]
    [InlineData("2020-01-01", "\"2020-01-01\"")]
    [InlineData("\"5\"", "\"5\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("!!int \"5\"", "5")]
    [InlineData("!!null \"\"", "null")]
    [InlineData("!Ref thing", "\"thing\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("\"\\ud83d\\ude80\"", "\"🚀\"")]
    [InlineData("\"a\\tb\\u0001\"", "\"a\\tb\\u0001\"")]
    [InlineData("|\n  x\n  y\n", "\"x\\ny\\n\"")]
    [InlineData(">-\n  x\n  y\n", "\"x y\"")]
    [InlineData("x\u2028y", "\"x\u2028y\"")]
    [InlineData("\"x\u0085y\"", "\"x\u0085y\"")]
    public void A_value_is_typed_as_the_core_schema_says(string yaml, string json) =>
        Assert.Equal($$"""{"a":{{json}}}""", TestDocuments.Json($"a: {yaml}"));

    [Theory]
    [InlineData("1", "1")]
    [InlineData("0x1F", "31")]
    [InlineData("1.0", "1")]
    [InlineData("True", "true")]
    [InlineData("~", "")]
    [InlineData("'~'", "~")]
    [InlineData("<<", "<<")]
    public void A_key_becomes_the_name_that_JavaScript_gives_it(string key, string name) =>
        Assert.Equal($$"""{"{{name}}":"x"}""", TestDocuments.Json($"{key}: x"));

    [Fact]
    public void Merge_keys_are_ordinary_keys() =>
        Assert.Equal("""{"b":{"c":1},"a":{"<<":{"c":1},"d":2}}""", TestDocuments.Json("b: &x {c: 1}\na:\n  <<: *x\n  d: 2"));

    [Fact]
    public void Aliases_are_expanded() => Assert.Equal(
        """{"a":[1,{"b":"x"}],"c":[1,{"b":"x"}],"d":"a","x":{"x":2},"y":"x"}""",
        TestDocuments.Json("&k a: &l [1, {b: &x x}]\nc: *l\nd: *k\n*x : {*x : 2}\ny: *x"));
}
