using System.Collections.Frozen;
using Catalog.Model;
using Catalog.Processing.Tests.Support;
using static Catalog.Processing.Tests.Support.Pipelines;

namespace Catalog.Processing.Tests.Placeholders;

public sealed class PlaceholderTests
{
    private const string Beside = "url:https://git.example.org/o/r/blob/main/";

    private static readonly MemoryReader Reader = new()
    {
        [Beside + "text.txt"] = "line \"one\"\n",
        [Beside + "data.json"] = "{\n \"a\": [1, 2] }\n",
        [Beside + "data.yaml"] = "a: 1\nb: {c: yes}\n",
        [Beside + "list.yaml"] = "- one\n- 2\n",
        [Beside + "two.yaml"] = "a: 1\n---\nb: 2\n",
        [Beside + "broken.json"] = "{",
        ["file:/x/sub/t.txt"] = "below",
        ["file:/x/t.txt"] = "beside",
        ["file:/secret"] = "no",
    };

    [Theory]
    [InlineData("""{"$text":"./text.txt"}""", """ "line \"one\"\n" """)]
    [InlineData("""{"$json":"data.json"}""", """{"a":[1,2]}""")]
    [InlineData("""{"$yaml":"./data.yaml"}""", """{"a":1,"b":{"c":"yes"}}""")]
    [InlineData("""{"$yaml":"./list.yaml"}""", """["one",2]""")]
    [InlineData("""[1,{"deep":{"$json":"./data.json"}},{"$text":"./text.txt"}]""", """[1,{"deep":{"a":[1,2]}},"line \"one\"\n"]""")]
    [InlineData("""{"$unknown":"./text.txt"}""", """{"$unknown":"./text.txt"}""")]
    [InlineData("""{"$text":"./text.txt","other":{"$text":"./text.txt"}}""", """{"$text":"./text.txt","other":{"$text":"./text.txt"}}""")]
    [InlineData(""" "$text" """, """ "$text" """)]
    public async Task A_placeholder_becomes_what_it_names(string written, string expected)
    {
        var outcome = await Create(reader: Reader).RunAsync(With(written));
        Assert.Empty(outcome.Errors);
        Assert.Equal(expected.Trim(), outcome.Processed!.Spec!.Value.GetProperty("extra").GetRawText());
    }

    [Theory]
    [InlineData("""{"$text":5}""", "Placeholder $text expected a string value")]
    [InlineData("""{"$text":"./gone.txt"}""", "Placeholder $text could not read location ./gone.txt")]
    [InlineData("""{"$json":"./broken.json"}""", "Placeholder $json failed to parse the JSON of")]
    [InlineData("""{"$yaml":"./two.yaml"}""", "Placeholder $yaml expected exactly one document")]
    [InlineData("""{"$text":"file:///secret"}""", "Placeholder $text may not read 'file:///secret'")]
    public async Task What_cannot_be_substituted_is_an_error_at_its_place(string written, string message)
    {
        var origin = new EntityOrigin("f.yaml", 1, 1, [new("/spec/extra", 12, 3)]);
        var outcome = await Create(reader: Reader).RunAsync(With(written), origin: origin);
        Assert.Null(outcome.Processed);
        var error = Assert.Single(outcome.Errors);
        Assert.StartsWith(message, error.Message);
        Assert.Equal(12, error.Position!.Value.Line);
    }

    [Fact]
    public async Task What_was_read_becomes_a_refresh_key()
    {
        var outcome = await Create(reader: Reader).RunAsync(With("""{"$text":"./text.txt"}"""));
        Assert.Equal([Beside + "text.txt"], outcome.RefreshKeys);
    }

    [Theory]
    [InlineData("./sub/t.txt", "below")]
    [InlineData("t.txt", "beside")]
    [InlineData("../secret", null)]
    [InlineData("/secret", null)]
    [InlineData("sub/../../secret", null)]
    public async Task An_entity_from_a_file_reads_below_its_own_folder_only(string written, string? expected)
    {
        var outcome = await Create(reader: Reader).RunAsync(Component(
            $$$"""{"type":"t","lifecycle":"l","owner":"o","extra":{"$text":"{{{written}}}"}}""",
            """{"backstage.io/managed-by-location":"file:/x/e.yaml","backstage.io/managed-by-origin-location":"file:/x/e.yaml"}"""));
        Assert.Equal(expected, outcome.Processed?.Spec!.Value.GetProperty("extra").GetString());
    }

    [Fact]
    public async Task Another_repository_on_a_source_host_is_not_read()
    {
        var reader = new MemoryReader { ["url:https://github.com/org/secret/blob/main/x"] = "no", ["url:https://github.com/org/mine/blob/main/x"] = "yes" };
        const string Mine = """{"backstage.io/managed-by-location":"url:https://github.com/org/mine/blob/main/e.yaml","backstage.io/managed-by-origin-location":"url:https://h/e"}""";
        var other = await Create(reader: reader).RunAsync(Component("""{"type":"t","lifecycle":"l","owner":{"$text":"https://github.com/org/secret/blob/main/x"}}""", Mine));
        Assert.Contains("must be in the same repository", Assert.Single(other.Errors).Message);
        var own = await Create(reader: reader).RunAsync(Component("""{"type":"t","lifecycle":"l","owner":{"$text":"https://github.com/org/mine/blob/main/x"}}""", Mine));
        Assert.NotNull(own.Processed);
    }

    [Fact]
    public async Task A_resolver_of_ones_own_serves_its_key()
    {
        var options = new ProcessingOptions
        {
            PlaceholderResolvers = new Dictionary<string, IPlaceholderResolver> { ["env"] = new Upper() }.ToFrozenDictionary(),
        };
        var outcome = await Create(options, Reader).RunAsync(With("""{"$env":"stage"}"""));
        Assert.Equal("STAGE", outcome.Processed!.Spec!.Value.GetProperty("extra").GetString());
    }

    private static EntityBody With(string extra) => Component($$"""{"type":"t","lifecycle":"l","owner":"o","extra":{{extra.Trim()}}}""");

    private sealed class Upper : IPlaceholderResolver
    {
        public ValueTask<PlaceholderResult> ResolveAsync(PlaceholderRequest request, CancellationToken cancellationToken) =>
            new(new PlaceholderResult(System.Text.Encoding.UTF8.GetBytes($"\"{request.Value.GetString()!.ToUpperInvariant()}\"")));
    }
}
