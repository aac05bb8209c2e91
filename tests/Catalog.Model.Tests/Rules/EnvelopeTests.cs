namespace Catalog.Model.Tests.Rules;

public sealed class EnvelopeTests
{
    private static readonly string Long = new('n', 64);

    [Theory]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{\"name\":\"A.b-C_9\"}")]
    [InlineData("{\"name\":\"a--b\"}")]
    [InlineData("{\"name\":\"a\",\"namespace\":\"team-b--1\"}")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"plain\":\"\",\"edge.example.org/Na.me\":\"VaLue_1\"}}")]
    [InlineData("{\"name\":\"a\",\"annotations\":{\"x\":\"\",\"a.b-c.d/X_y\":\"anything at all\"}}")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"c++\",\"a:b\",\"x#y\",\"a-b-c\"]}")]
    [InlineData("{\"name\":\"a\",\"links\":[{\"url\":\"https://例え.example.org/パス?q=ü\",\"title\":\"t\",\"icon\":\"i\",\"type\":\"x\",\"more\":1}]}")]
    [InlineData("{\"name\":\"a\",\"uid\":\"given\",\"etag\":\"given\",\"title\":\"T\",\"description\":\"\",\"own\":{\"field\":[1]}}")]
    [InlineData("{\"name\":\"\\u0061\\u002db\",\"tags\":[\"\\u0061\"]}")]
    public void Good_metadata_has_no_problems(string metadata) => Assert.Empty(Validate(metadata));

    [Theory]
    [InlineData("{\"name\":\"a b\"}", "/metadata/name", "\"metadata.name\" is not valid; expected a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total but found \"a b\".")]
    [InlineData("{\"name\":\"-a\"}", "/metadata/name", "found \"-a\"")]
    [InlineData("{\"name\":\"a.\"}", "/metadata/name", "found \"a.\"")]
    [InlineData("{\"name\":\"ünïcode\"}", "/metadata/name", "found \"ünïcode\"")]
    [InlineData("{\"name\":\"\"}", "/metadata/name", "/metadata/name must NOT have fewer than 1 characters")]
    [InlineData("{\"name\":5}", "/metadata/name", "/metadata/name must be string - type: string")]
    [InlineData("{\"name\":null}", "/metadata/name", "/metadata/name must be string")]
    [InlineData("{}", "/metadata", "/metadata must have required property 'name' - missingProperty: name")]
    [InlineData("[]", "/metadata", "/metadata must be object - type: object")]
    [InlineData("{\"name\":\"a\",\"namespace\":\"Team-B\"}", "/metadata/namespace", "\"metadata.namespace\" is not valid; expected a string that is sequences of [a-z0-9] separated by [-]")]
    [InlineData("{\"name\":\"a\",\"namespace\":\"a.b\"}", "/metadata/namespace", "found \"a.b\"")]
    [InlineData("{\"name\":\"a\",\"namespace\":\"a-\"}", "/metadata/namespace", "found \"a-\"")]
    [InlineData("{\"name\":\"a\",\"title\":\"\"}", "/metadata/title", "fewer than 1 characters")]
    [InlineData("{\"name\":\"a\",\"description\":1}", "/metadata/description", "must be string")]
    [InlineData("{\"name\":\"a\",\"uid\":\"\"}", "/metadata/uid", "fewer than 1 characters")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"a b\":\"c\"}}", "/metadata/labels/a b", "\"labels.a b\" is not valid; expected a valid prefix and/or suffix but found \"a b\".")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"Edge.org/x\":\"c\"}}", "/metadata/labels/Edge.org~1x", "\"labels.Edge.org/x\"")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"a/b/c\":\"c\"}}", "/metadata/labels/a~1b~1c", "\"labels.a/b/c\"")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"x\":\"no way\"}}", "/metadata/labels/x", "\"labels.x\" is not valid; expected a string that is sequences of [a-zA-Z0-9]")]
    [InlineData("{\"name\":\"a\",\"labels\":{\"x\":true}}", "/metadata/labels/x", "/metadata/labels/x must be string")]
    [InlineData("{\"name\":\"a\",\"labels\":[]}", "/metadata/labels", "must be object")]
    [InlineData("{\"name\":\"a\",\"annotations\":{\"x\":5}}", "/metadata/annotations/x", "must be string")]
    [InlineData("{\"name\":\"a\",\"annotations\":{\"/x\":\"\"}}", "/metadata/annotations/~1x", "\"annotations./x\"")]
    [InlineData("{\"name\":\"a\",\"annotations\":{\"a..b/x\":\"\"}}", "/metadata/annotations/a..b~1x", "\"annotations.a..b/x\"")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"ok\",\"Not A Tag\"]}", "/metadata/tags/1", "\"tags.1\" is not valid; expected a string that is sequences of [a-z0-9+#] separated by [-]")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"a--b\"]}", "/metadata/tags/0", "found \"a--b\"")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"\"]}", "/metadata/tags/0", "fewer than 1 characters")]
    [InlineData("{\"name\":\"a\",\"tags\":\"x\"}", "/metadata/tags", "must be array")]
    [InlineData("{\"name\":\"a\",\"links\":[{\"title\":\"t\"}]}", "/metadata/links/0", "must have required property 'url'")]
    [InlineData("{\"name\":\"a\",\"links\":[{\"url\":\"/path\"}]}", "/metadata/links/0/url", "\"links.0.url\" is not valid; expected a string that is a valid url but found \"/path\".")]
    [InlineData("{\"name\":\"a\",\"links\":[{\"url\":\"http://x\",\"icon\":\"  \"}]}", "/metadata/links/0/icon", "\"links.0.icon\" is not valid; expected a non empty string")]
    [InlineData("{\"name\":\"a\",\"links\":[{\"url\":\"http://x\",\"type\":1}]}", "/metadata/links/0/type", "must be string")]
    [InlineData("{\"name\":\"a\",\"links\":[\"http://x\"]}", "/metadata/links/0", "must be object")]
    public void Bad_metadata_is_one_problem_that_names_the_place(string metadata, string path, string message)
    {
        var problem = Assert.Single(Validate(metadata));

        Assert.Equal(path, problem.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_are_bounded()
    {
        Assert.Empty(Validate($$$"""{"name":"{{{Long[1..]}}}","namespace":"{{{Long[1..]}}}","tags":["{{{Long[1..]}}}"],"labels":{"{{{Long[1..]}}}":"{{{Long[1..]}}}"}}"""));
        Assert.Equal(
            ["/metadata/name", "/metadata/namespace", "/metadata/labels/" + Long, "/metadata/labels/" + Long, "/metadata/tags/0"],
            Validate($$$"""{"name":"{{{Long}}}","namespace":"{{{Long}}}","tags":["{{{Long}}}"],"labels":{"{{{Long}}}":"{{{Long}}}"}}""").Select(p => p.Path));
        var prefix = string.Join('.', Enumerable.Repeat(new string('p', 63), 4));
        Assert.Empty(Validate($$$"""{"name":"a","annotations":{"{{{prefix[..253]}}}/x":""}}"""));
        Assert.Single(Validate($$$"""{"name":"a","annotations":{"{{{prefix}}}/x":""}}"""));
    }

    [Fact]
    public void All_problems_are_reported_and_the_explanation_only_once()
    {
        var problems = EntityModel.BuiltIn.ValidateEnvelope(TestDocuments.Body(
            """{"kind":"9","metadata":{"tags":["A B"],"labels":{"a b":"c"},"name":"x y"},"spec":[],"relations":[],"foo":1}"""));

        Assert.Equal(["", "/spec", "/relations", "/foo", "/kind", "/metadata/name", "/metadata/labels/a b", "/metadata/tags/0"], problems.Select(p => p.Path));
        Assert.Equal("<root> must have required property 'apiVersion' - missingProperty: apiVersion", problems[0].Message);
        Assert.Equal("Unknown field foo", problems[3].Message);
        Assert.Single(problems, p => p.Message.Contains("To learn more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("backstage.io/v1alpha1", true)]
    [InlineData("v1", true)]
    [InlineData("a/b/c", false)]
    [InlineData("backstage.io/", false)]
    [InlineData("Backstage.io/v1", false)]
    [InlineData("backstage.io/v-1", false)]
    public void An_apiVersion_is_a_version_with_or_without_a_prefix(string apiVersion, bool good) => Assert.Equal(
        good, EntityModel.BuiltIn.ValidateEnvelope(TestDocuments.Body($$$"""{"apiVersion":"{{{apiVersion}}}","kind":"X","metadata":{"name":"a"}}""")).Count == 0);

    [Theory]
    [InlineData("http://x")]
    [InlineData("HTTPS://user:pw@host.example:8080/p?q#f")]
    [InlineData("http:host")]
    [InlineData("http://[::1]:80/")]
    [InlineData("http://127.0.0.1")]
    [InlineData("https://exa_mple/a b")]
    [InlineData("mailto:someone@example.org")]
    [InlineData("slack://channel?id=1")]
    [InlineData("file:///etc/hosts")]
    [InlineData("a+b.c-d:x")]
    public void A_url_has_a_scheme_and_what_the_scheme_asks_for(string url) =>
        Assert.Empty(Validate($$"""{"name":"a","links":[{"url":"{{url}}"}]}"""));

    [Theory]
    [InlineData("x")]
    [InlineData("//host/path")]
    [InlineData("./relative")]
    [InlineData("http://")]
    [InlineData("http:///?x")]
    [InlineData("http://a b/")]
    [InlineData("http://x:99999/")]
    [InlineData("http://x:y/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[zz]/")]
    [InlineData("http://1.2.3.999/")]
    [InlineData("http://a%20b/")]
    [InlineData("http://<x>/")]
    [InlineData("1http://x")]
    [InlineData(":x")]
    public void Anything_else_is_no_url(string url) =>
        Assert.Equal("/metadata/links/0/url", Assert.Single(Validate($$"""{"name":"a","links":[{"url":"{{url}}"}]}""")).Path);

    private static IReadOnlyList<Problem> Validate(string metadata) => EntityModel.BuiltIn.ValidateEnvelope(TestDocuments.Body(
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{{{metadata}}},"spec":{}}"""));
}
