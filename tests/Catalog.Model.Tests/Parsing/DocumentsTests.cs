using System.Text;
using Catalog.Testing;

namespace Catalog.Model.Tests.Parsing;

public sealed class DocumentsTests
{
    [Fact]
    public void Empty_documents_are_left_out()
    {
        var documents = TestDocuments.Parse("# nothing\n---\n---\na: 1\n---\n# still nothing\n---\n~\n...\n---\nb: 2\n");

        Assert.Equal(["""{"a":1}""", """{"b":2}"""], documents.Select(d => Encoding.UTF8.GetString(d.Body!.Utf8.Span)));
        Assert.Equal([4, 11], documents.Select(d => d.Origin.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t\n")]
    [InlineData("# only a comment")]
    [InlineData("---\n...\n---")]
    public void A_file_without_content_has_no_documents(string text) => Assert.Empty(TestDocuments.Parse(text));

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n", "\n")]
    [InlineData("a: 1\n---\nb: 2\n", "\r\n")]
    [InlineData("a: 1\n---\nb: 2\n", "\r")]
    [InlineData("--- {a: 1}\n--- {b: 2}\n", "\n")]
    [InlineData("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2", "\n")]
    [InlineData("{a: 1}\n...\n{b: 2}\n...\n", "\n")]
    [InlineData("{\"a\": 1}\n---\n{\"b\": 2}", "\n")]
    public void Documents_are_told_apart_whatever_ends_a_line(string text, string lineBreak) => Assert.Equal(
        ["""{"a":1}""", """{"b":2}"""],
        TestDocuments.Parse(text.Replace("\n", lineBreak, StringComparison.Ordinal)).Select(d => Encoding.UTF8.GetString(d.Body!.Utf8.Span)));

    [Fact]
    public void A_syntax_error_stays_in_its_own_document()
    {
        var documents = TestDocuments.Parse("a: 1\n---\nb: [\n---\nc: 'x\n---\nd: 4\n");

        Assert.Equal([true, false, false, true], documents.Select(d => d.Body is not null));
        Assert.Equal([2, 3], documents.Where(d => d.Body is null).Select(d => d.Problems[0].Position!.Value.Document));
        Assert.Equal([4, 5], documents.Where(d => d.Body is null).Select(d => d.Problems[0].Position!.Value.Line));
        Assert.Equal(7, documents[3].Origin.Line);
    }

    [Fact]
    public void The_recorded_broken_file_is_one_bad_document_with_its_place()
    {
        var document = Assert.Single(CatalogFile.Parse(Fixtures.Bytes("golden/input/files/broken.yaml"), "http://x/broken.yaml", new ParseLimits()));

        Assert.Equal(new SourcePosition("http://x/broken.yaml", 5, 1, 1), Assert.Single(document.Problems).Position);
    }

    [Fact]
    public void The_recorded_mixed_file_keeps_the_documents_that_are_YAML()
    {
        var documents = CatalogFile.Parse(Fixtures.Bytes("golden/input/files/mixed.yaml"), "mixed.yaml", new ParseLimits());

        Assert.Equal(["file-mixed-ok", "file-mixed-no-version", "contested"], documents.Select(d => d.Body!.Name));
        Assert.Equal("/apiVersion", "/" + EntityModel.BuiltIn.ValidateEnvelope(documents[1].Body!)[0].Message.Split('\'')[1]);
    }

    [Theory]
    [InlineData("a:\n  b: 1\n\n\t\n  c: 2", """{"a":{"b":1,"c":2}}""")]
    [InlineData("a: |\n    \nb: 1", """{"a":"","b":1}""")]
    [InlineData("a: |\n  x\n\t\nb: 1", """{"a":"x\n","b":1}""")]
    [InlineData("a: |\n  x\n   \n  y\n", """{"a":"x\n \ny\n"}""")]
    public void Lines_of_blanks_do_no_harm(string text, string json) => Assert.Equal(json, TestDocuments.Json(text));

    [Theory]
    [InlineData("- a", "found a list")]
    [InlineData("text", "found a single value")]
    [InlineData("[{\"a\": 1}]", "found a list")]
    public void A_root_that_is_no_mapping_is_refused(string text, string expected) =>
        Assert.Contains(expected, TestDocuments.ProblemIn(text).Message, StringComparison.Ordinal);
}
