using System.Text;

namespace Catalog.Model.Tests.Parsing;

public sealed class BadInputTests
{
    [Fact]
    public void An_alias_bomb_is_refused_before_it_grows()
    {
        var text = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (var c = 'b'; c <= 'i'; c++)
        {
            text.Append(c).Append(": &").Append(c).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9)).Append("]\n");
        }

        var problem = TestDocuments.ProblemIn(text.ToString());

        Assert.Contains("200,000 values once its aliases are expanded", problem.Message, StringComparison.Ordinal);
        Assert.Equal(6, problem.Position!.Value.Line);
    }

    [Fact]
    public void A_bomb_of_few_but_long_values_is_refused_too()
    {
        var text = $"a: &a {new string('x', 1000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 100))}]";

        Assert.Contains("expand to more than 10,000 bytes", TestDocuments.ProblemIn(text, new ParseLimits { MaxBytes = 10_000 }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: *nope", "*nope refers to an anchor that is not defined before it")]
    [InlineData("a: &x [*x]", "*x stands inside the node that it refers to")]
    [InlineData("a: &x {b: {c: *x}}", "*x stands inside the node that it refers to")]
    public void An_alias_without_a_value_is_refused(string text, string expected) =>
        Assert.Contains(expected, TestDocuments.ProblemIn(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a: 1\nb:\n  c: 1\na: 2", 4, 1, "'a' stands here and on line 1, column 1")]
    [InlineData("x: 0\n---\n{b: 1, \"b\": 2}", 3, 8, "'b' stands here and on line 3, column 2")]
    [InlineData("1: a\n\"1\": b", 2, 1, "'1' stands here and on line 1, column 1")]
    [InlineData("{\n  \"ü\": {\"k\": 1, \"k\": 2}}", 2, 17, "'k' stands here and on line 2, column 9")]
    [InlineData("{\"a\": 1,\n \"\\u0061\": 2}", 2, 2, "'a' stands here and on line 1, column 2")]
    public void A_duplicate_key_is_refused_with_both_places(string text, int line, int column, string expected)
    {
        var document = TestDocuments.Parse(text)[^1];

        var problem = Assert.Single(document.Problems);
        Assert.Null(document.Body);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Position!.Value.Line, problem.Position.Value.Column));
    }

    [Fact]
    public void All_duplicate_keys_of_a_document_are_reported() =>
        Assert.Equal([3, 5], Assert.Single(TestDocuments.Parse("a: 1\nb: 1\na: 2\nc:\nb: 2\n")).Problems.Select(p => p.Position!.Value.Line));

    [Fact]
    public void The_same_key_in_sibling_mappings_is_fine() =>
        Assert.Equal("""{"a":[{"b":1},{"b":2}],"b":{"b":3}}""", TestDocuments.Json("a:\n- b: 1\n- b: 2\nb:\n  b: 3"));

    [Theory]
    [InlineData("a:\n\tb: 1", 2)]
    [InlineData("\ta: 1", 1)]
    [InlineData("a:\n  b: 1\n\tc: 2", 3)]
    public void Tabs_as_indentation_are_refused(string text, int line)
    {
        var problem = TestDocuments.ProblemIn(text);

        Assert.Contains("tab", problem.Message, StringComparison.Ordinal);
        Assert.Equal(line, problem.Position!.Value.Line);
    }

    [Theory]
    [InlineData("a: [\n1\n]")]
    [InlineData("a: {\nb: 1\n}")]
    [InlineData("a: b: c")]
    [InlineData("a: @x")]
    [InlineData("a: \"x")]
    [InlineData("a: 1\n}")]
    [InlineData("? [1, 2]\n: x")]
    [InlineData("a: \"\\q\"")]
    [InlineData("a: 1\n b: 2")]
    public void Invalid_YAML_is_one_problem_with_its_place(string text) => Assert.NotNull(TestDocuments.ProblemIn(text).Position);

    [Fact]
    public void Too_deep_a_nesting_is_refused()
    {
        Assert.Contains("64 levels", TestDocuments.ProblemIn("a: " + new string('[', 100_000)).Message, StringComparison.Ordinal);
        Assert.Contains("64 levels", TestDocuments.ProblemIn("{\"a\": " + new string('[', 100_000)).Message, StringComparison.Ordinal);
        Assert.Equal(64, TestDocuments.Json("a: " + new string('[', 63) + new string(']', 63)).Count(c => c is '[' or '{'));
    }

    [Fact]
    public void Fifty_megabytes_are_refused_with_the_limit_named()
    {
        var document = Assert.Single(CatalogFile.Parse(new byte[50 * 1024 * 1024], "big.yaml", new ParseLimits()));

        Assert.Equal("the file is 52,428,800 bytes; the limit is 10,485,760", Assert.Single(document.Problems).Message);
    }

    [Fact]
    public void Ten_thousand_documents_are_refused_and_five_thousand_are_not()
    {
        var problem = TestDocuments.ProblemIn(string.Concat(Enumerable.Repeat("---\na: 1\n", 10_000)));

        Assert.Contains("more than 5,000 documents", problem.Message, StringComparison.Ordinal);
        Assert.Equal(5_000, TestDocuments.Parse(string.Concat(Enumerable.Repeat("---\na: 1\n", 5_000))).Count);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_offset()
    {
        var document = Assert.Single(CatalogFile.Parse("a: ok\nb: \u00e9 "u8.ToArray().Concat(new byte[] { 0xFF, (byte)'x' }).ToArray(), "f", new ParseLimits()));

        var problem = Assert.Single(document.Problems);
        Assert.Contains("not UTF-8: invalid byte 0xFF at offset 12", problem.Message, StringComparison.Ordinal);
        Assert.Equal(new SourcePosition("f", 2, 6, 1), problem.Position);
    }

    [Fact]
    public void UTF_16_is_read_by_its_byte_order_mark_and_refused_without()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("a: größe 🚀")];
            Assert.Equal("""{"a":"größe 🚀"}""", Encoding.UTF8.GetString(Assert.Single(CatalogFile.Parse(bytes, "f", new ParseLimits())).Body!.Utf8.Span));
            Assert.Contains("UTF-16 without a byte order mark", CatalogFile.Parse(encoding.GetBytes("a: 1"), "f", new ParseLimits())[0].Problems[0].Message, StringComparison.Ordinal);
        }

        Assert.Contains("not UTF-16", CatalogFile.Parse(new byte[] { 0xFF, 0xFE, 0x61, 0xD8, 0x61, 0x00 }, "f", new ParseLimits())[0].Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_UTF_8_byte_order_mark_is_dropped() =>
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(Assert.Single(CatalogFile.Parse(new byte[] { 0xEF, 0xBB, 0xBF }.Concat("a: 1"u8.ToArray()).ToArray(), "f", new ParseLimits())).Body!.Utf8.Span));
}
