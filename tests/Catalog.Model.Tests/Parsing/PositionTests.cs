namespace Catalog.Model.Tests.Parsing;

public sealed class PositionTests
{
    private const string Yaml = """
        # leading comment
        kind: Location
        ---
        # the second document
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: Bad Name
          annotations:
            example.org/a~b: x
            example.org//: y
          tags: [ok, Not Ok]
        spec:
          type: service
          lifecycle: production
          dependsOn:
            - component:fine
            - nokind
        """;

    private const string Json = """
        {"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
         "metadata": {"name": "é x",
           "tags": ["ok", "ü", "É"]}}
        """;

    [Fact]
    public void Problems_of_a_YAML_entity_point_to_line_column_and_document()
    {
        var document = TestDocuments.Parse(Yaml)[1];

        Assert.Equal(
            [
                ("/metadata/name", 8, 3),
                ("/metadata/annotations/example.org~1a~0b", 10, 5),
                ("/metadata/annotations/example.org~1~1", 11, 5),
                ("/metadata/tags/1", 12, 14),
                ("/spec", 13, 1),
                ("/spec/dependsOn/1", 18, 7),
            ],
            Located(document));
        Assert.All(document.Locate(Problems(document)).Paths, p => Assert.True(p.Line > 0));
        Assert.Equal(6, document.Locate(Problems(document)).Paths.Length);
        Assert.Equal(2, document.Origin.Document);
    }

    [Fact]
    public void Problems_of_a_JSON_entity_do_so_too()
    {
        var document = Assert.Single(TestDocuments.Parse(Json));

        Assert.Equal([("/metadata/name", 2, 15), ("/metadata/tags/1", 3, 19), ("/metadata/tags/2", 3, 24), ("", 1, 1)], Located(document));
    }

    [Fact]
    public void A_path_below_what_is_written_points_to_the_nearest_that_is()
    {
        var document = Assert.Single(TestDocuments.Parse("a: &x {b: 1}\nc: *x\n"));
        var origin = document.Locate([new Problem("x", "/c/b"), new Problem("y", "/none/of/this")]);

        Assert.Equal((2, 1), (origin.Find("/c/b").Line, origin.Find("/c/b").Column));
        Assert.Equal((1, 1), (origin.Find("/none/of/this").Line, origin.Find("/none/of/this").Column));
    }

    private static List<Problem> Problems(ParsedDocument document) =>
        [.. EntityModel.BuiltIn.ValidateEnvelope(document.Body!), .. EntityModel.BuiltIn.ValidateKind(document.Body!)];

    private static List<(string, int, int)> Located(ParsedDocument document)
    {
        var problems = Problems(document);
        var origin = document.Locate(problems);
        return [.. problems.Select(p => (p.Path!, origin.Find(p.Path).Line, origin.Find(p.Path).Column)).Distinct()];
    }
}
