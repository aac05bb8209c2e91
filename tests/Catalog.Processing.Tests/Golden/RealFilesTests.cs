using System.Text.Json;
using System.Text.RegularExpressions;
using Catalog.Model;
using Catalog.Processing.Tests.Support;
using Catalog.Testing;

namespace Catalog.Processing.Tests.Golden;

/// <summary>Real catalog files become what a real Backstage made of them, key order included.</summary>
public sealed partial class RealFilesTests
{
    private const string Host = "http://127.0.0.1:7099/";
    private static readonly string[] Roots = ["backstage-examples/all.yaml", "backstage-examples/acme-corp.yaml"];

    // The recorded server knew no API without a definition; this engine knows mcp-server with remotes.
    private static readonly string[] OursAlone = ["api:default/github-mcp-server"];

    [Fact]
    public async Task The_example_locations_become_the_54_recorded_entities()
    {
        var catalog = await ReadAsync([]);
        Compare(catalog, "golden/examples.jsonl", 54, []);
    }

    [Fact]
    public async Task All_real_files_become_the_134_recorded_entities()
    {
        var catalog = await ReadAsync(
            Fixtures.FilesBelow("data").Select(f => f["data/".Length..]).Where(f => !Roots.Contains(f) && IsCatalogFile(f)));
        Compare(catalog, "golden/real-files.jsonl", 134, OursAlone);
    }

    private static async Task<SmallCatalog> ReadAsync(IEnumerable<string> others)
    {
        var reader = new MemoryReader();
        foreach (var file in Fixtures.FilesBelow("data"))
        {
            reader.Set($"url:{Host}{file["data/".Length..]}", Fixtures.Bytes(file));
        }

        var catalog = new SmallCatalog(Pipelines.Create(new ProcessingOptions { Rules = Pipelines.AllowAll }, reader));
        foreach (var files in (IEnumerable<string>[])[Roots, others])
        {
            foreach (var file in files)
            {
                catalog.Register("url", Host + file);
            }

            await catalog.SettleAsync(TestContext.Current.CancellationToken);
        }

        return catalog;
    }

    private static void Compare(SmallCatalog catalog, string recording, int count, string[] oursAlone)
    {
        var recorded = Fixtures.JsonLines(recording).ToDictionary(RefOf, SmallCatalog.Spell);
        Assert.Equal(count, recorded.Count);
        Assert.Equal(
            recorded.Keys.Select(r => r.ToString()).Concat(oursAlone).Order(StringComparer.Ordinal),
            catalog.Visible.Select(r => r.ToString()).Order(StringComparer.Ordinal));
        foreach (var (entity, expected) in recorded)
        {
            Assert.Equal(expected, catalog.Final(entity));
        }
    }

    private static bool IsCatalogFile(string file) =>
        (file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal))
        && CatalogApiVersion().IsMatch(Fixtures.Text("data/" + file));

    private static EntityRef RefOf(JsonElement entity) => EntityRef.Create(
        entity.GetProperty("kind").GetString()!,
        entity.GetProperty("metadata").GetProperty("namespace").GetString()!,
        entity.GetProperty("metadata").GetProperty("name").GetString()!);

    [GeneratedRegex("""^apiVersion: *["']?(scaffolder\.)?backstage\.io""", RegexOptions.Multiline)]
    private static partial Regex CatalogApiVersion();
}
