using Catalog.Model;
using Catalog.Processing.Scm;
using Catalog.Processing.Tests.Support;
using static Catalog.Processing.Tests.Support.Pipelines;

namespace Catalog.Processing.Tests.Shaping;

public sealed class ShapingTests
{
    private const string Spec = """{"type":"service","lifecycle":"production","owner":"team-a"}""";

    [Fact]
    public async Task What_is_added_stands_in_front()
    {
        var outcome = await Create().RunAsync(Component(annotations: """
            {"z/own":"1","backstage.io/managed-by-origin-location":"url:https://h/o","backstage.io/managed-by-location":"url:https://h/l"}
            """));
        Assert.Equal(
            """{"metadata":{"namespace":"default","annotations":{"backstage.io/managed-by-location":"url:https://h/l","backstage.io/managed-by-origin-location":"url:https://h/o","backstage.io/view-url":"https://h/l","z/own":"1"},"name":"pay"},"apiVersion":"backstage.io/v1alpha1","kind":"Component","spec":{"type":"service","lifecycle":"production","owner":"team-a"}}""",
            Text(outcome.Processed));
    }

    [Fact]
    public async Task A_body_that_needs_nothing_comes_back_as_it_is()
    {
        var once = await Create().RunAsync(Component());
        var twice = await Create().RunAsync(once.Processed!);
        var again = await Create().RunAsync(twice.Processed!);
        Assert.Same(twice.Processed, again.Processed);
    }

    [Fact]
    public async Task Own_annotations_win_and_keep_the_front_place()
    {
        var outcome = await Create().RunAsync(Component(annotations: """
            {"a/b":"c","backstage.io/view-url":"https://mine","backstage.io/managed-by-location":"url:https://h/l","backstage.io/managed-by-origin-location":"url:https://h/l"}
            """));
        Assert.Contains("""location":"url:https://h/l","backstage.io/view-url":"https://mine","a/b":"c"}""", Text(outcome.Processed));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" \\u0001JaVa\\tScRiPt:alert(1)")]
    public async Task Urls_that_would_run_a_script_are_replaced(string url)
    {
        var outcome = await Create().RunAsync(Component(annotations: $$"""
            {"backstage.io/edit-url":"{{url}}","backstage.io/view-url":"{{url}}","backstage.io/managed-by-location":"url:https://h/l","backstage.io/managed-by-origin-location":"url:https://h/l"}
            """));
        Assert.Equal("https://backstage.io/annotation-rejected-for-security-reasons", outcome.Processed!.Annotation("backstage.io/view-url"));
        Assert.Equal("https://backstage.io/annotation-rejected-for-security-reasons", outcome.Processed.Annotation("backstage.io/edit-url"));
    }

    [Fact]
    public async Task A_processor_cannot_bring_a_script_in_later()
    {
        var evil = new ScriptedProcessor
        {
            Post = (body, _) => Json(Text(body).Replace("\"backstage.io/view-url\":\"https:", "\"backstage.io/view-url\":\"javascript:", StringComparison.Ordinal)),
        };
        var outcome = await Create(processors: evil).RunAsync(Component());
        Assert.Equal("https://backstage.io/annotation-rejected-for-security-reasons", outcome.Processed!.Annotation("backstage.io/view-url"));
    }

    [Fact]
    public async Task Lists_of_references_are_sorted_as_JavaScript_sorts()
    {
        var outcome = await Create().RunAsync(Component(
            """{"type":"service","lifecycle":"production","owner":"o","dependsOn":["resource:b","component:a","resource:B"],"providesApis":["b","a"],"tagsLike":["z","a"]}"""));
        Assert.EndsWith("""
            "dependsOn":["component:a","resource:B","resource:b"],"providesApis":["a","b"],"tagsLike":["z","a"]}}
            """.Trim(), Text(outcome.Processed));
    }

    [Fact]
    public void Sorting_goes_by_UTF16_units_not_by_code_points()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Processing.Shaping.ReferenceLists.WriteSorted(output, "[\"\uFF21\",\"\U0001F680\",\"a\"]"u8);
        Assert.Equal("[\"a\",\"\U0001F680\",\"\uFF21\"]", System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public async Task Blanks_and_needless_escapes_do_not_matter()
    {
        var plain = await Create().RunAsync(Component());
        var spaced = await Create().RunAsync(Json(Text(Component()).Replace("backstage.io/", "backstage.io\\/", StringComparison.Ordinal).Replace(",\"", ",\n \"", StringComparison.Ordinal)));
        Assert.Equal(Text(plain.Processed), Text(spaced.Processed));
    }

    [Fact]
    public async Task A_known_source_host_gives_edit_url_and_source_location()
    {
        var options = new ProcessingOptions { AnnotateProjectSlug = true, Integrations = new ScmIntegrations([new(ScmType.GitHub, "ghe.example.org")]) };
        var outcome = await Create(options).RunAsync(Component(annotations: """
            {"backstage.io/managed-by-location":"url:https://ghe.example.org/org/repo/blob/main/dir/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://h/l"}
            """));
        Assert.StartsWith(
            """{"metadata":{"namespace":"default","annotations":{"github.com/project-slug":"org/repo","backstage.io/managed-by-location":"url:https://ghe.example.org/org/repo/blob/main/dir/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://h/l","backstage.io/view-url":"https://ghe.example.org/org/repo/blob/main/dir/catalog-info.yaml","backstage.io/edit-url":"https://ghe.example.org/org/repo/edit/main/dir/catalog-info.yaml","backstage.io/source-location":"url:https://ghe.example.org/org/repo/tree/main/dir/"},""",
            Text(outcome.Processed));
    }

    [Theory]
    [InlineData("""{"type":"service","lifecycle":"production","owner":"o","x":"\ud800"}""")]
    [InlineData("""{"type":"service","lifecycle":"\ud800","owner":"o","dependsOn":["\ud800","a"]}""")]
    public async Task Half_a_surrogate_pair_breaks_nothing(string spec)
    {
        var outcome = await Create().RunAsync(Component(spec + "\n"));
        Assert.True(outcome.Processed is not null || outcome.Errors.Length > 0);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Component","metadata":{"name":"x"},"metadata":{"name":"y"}}""", "'metadata' stands twice")]
    [InlineData("""{"apiVersion":"v1","kind":"Component","metadata":{"name":"x","annotations":[]}}""", "annotations must be an object")]
    [InlineData("""{"apiVersion":"v1","kind":"Component","metadata":{"name":"x"}""", "not well-formed JSON")]
    [InlineData("""{"apiVersion":"v1","kind":"Comp:onent","metadata":{"name":"x"}}""", "may not hold ':'")]
    [InlineData("""{"apiVersion":"v1","kind":"Component","metadata":[]}""", "/metadata must be an object")]
    [InlineData("""["no entity"]""", "must be an object")]
    public async Task What_is_no_entity_is_a_problem(string json, string message)
    {
        var outcome = await Create().ProcessAsync(
            new ProcessingRequest(EntityRef.Parse("component:default/x"), Json(json), System.Collections.Immutable.ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty),
            TestContext.Current.CancellationToken);
        Assert.Null(outcome.Processed);
        Assert.Contains(message, Assert.Single(outcome.Errors).Message);
    }

    [Fact]
    public async Task The_spec_is_left_alone_but_for_its_lists()
    {
        var outcome = await Create().RunAsync(Component());
        Assert.EndsWith($"\"spec\":{Spec}}}", Text(outcome.Processed));
    }
}
