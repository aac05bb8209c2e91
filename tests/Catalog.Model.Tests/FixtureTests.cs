using System.Text.Json;
using Catalog.Testing;

namespace Catalog.Model.Tests;

/// <summary>What the recorded Backstage took and refused, this model takes and refuses.</summary>
public sealed class FixtureTests
{
    private static readonly HashSet<string> InvalidInLab =
    [
        "edge-bad-label", "edge-ns-upper", "edge-no-owner", "edge-bad name!", "edge-bad-tag", "edge-foreign-root",
        "edge-wrong-type", "edge-unknown-kind", "edge-unknown-version", "ünïcode-name", new('n', 64),
    ];

    [Theory]
    [InlineData("golden/input/lab.jsonl")]
    [InlineData("golden/input/lab2.jsonl")]
    public void Lab_entities_are_valid_except_those_that_were_made_invalid(string fixture)
    {
        foreach (var entity in Fixtures.JsonLines(fixture))
        {
            var body = TestDocuments.Body(entity);
            var problems = EntityModel.BuiltIn.ValidateEnvelope(body).Concat(EntityModel.BuiltIn.ValidateKind(body)).ToList();
            Assert.True(InvalidInLab.Contains(body.Name) == problems.Count > 0, $"{body.Name}: {string.Join(" | ", problems)}");
        }
    }

    [Theory]
    [InlineData("golden/examples.jsonl")]
    [InlineData("golden/real-files.jsonl")]
    public void Entities_that_Backstage_shows_are_valid(string fixture)
    {
        foreach (var entity in Fixtures.JsonLines(fixture))
        {
            var members = entity.EnumerateObject().Where(p => p.Name is not ("relations" or "status")).ToDictionary(p => p.Name, p => p.Value);
            var body = TestDocuments.Body(JsonSerializer.Serialize(members));
            Assert.Empty(EntityModel.BuiltIn.ValidateEnvelope(body));
            Assert.Empty(EntityModel.BuiltIn.ValidateKind(body));
        }
    }

    [Theory]
    [MemberData(nameof(RealFiles))]
    public void A_real_file_parses_unless_it_is_a_skeleton_of_the_scaffolder(string file)
    {
        var bad = CatalogFile.Parse(Fixtures.Bytes(file), file, new ParseLimits()).SelectMany(d => d.Problems);
        if (!file.Contains("/skeleton/", StringComparison.Ordinal))
        {
            Assert.Empty(bad);
        }
    }

    public static TheoryData<string> RealFiles() =>
        [.. Fixtures.FilesBelow("data").Where(f => Path.GetExtension(f) is ".yaml" or ".yml")];
}
