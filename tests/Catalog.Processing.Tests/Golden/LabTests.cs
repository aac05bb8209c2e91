using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Catalog.Model;
using Catalog.Processing.Tests.Support;
using Catalog.Testing;

namespace Catalog.Processing.Tests.Golden;

/// <summary>The input of the recording <c>golden.jsonl</c> becomes the entities that were recorded, invalid ones left out.</summary>
public sealed partial class LabTests
{
    private const string Host = "http://127.0.0.1:7099/";

    // Its keys differ only by case, which is found when it is indexed, not when it is processed.
    private static readonly EntityRef CaseClash = EntityRef.Parse("component:default/edge-case-clash");

    [Fact]
    public async Task The_entities_that_were_visible_are_the_ones_processed()
    {
        var catalog = await RecordedInputAsync();
        var visible = Answer("all-refs").GetProperty("items").EnumerateArray().Select(RefOf).Select(r => r.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(visible, catalog.Visible.Where(r => r != CaseClash).Select(r => r.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_recorded_entity_is_the_same_with_key_order()
    {
        var catalog = await RecordedInputAsync();
        var compared = 0;
        foreach (var recorded in RecordedEntities())
        {
            var entity = RefOf(recorded);
            Assert.Equal(SmallCatalog.Spell(recorded), OrphanMark().Replace(catalog.Final(entity) ?? $"{entity} is not there", ""));
            compared++;
        }

        Assert.True(compared > 200, $"only {compared} entities were compared");
    }

    [Theory]
    [InlineData("component:default/file-goodbad", "/spec")]
    [InlineData("component:default/edge-no-owner", "/spec")]
    [InlineData("component:default/edge-bad-tag", "/metadata/tags/0")]
    public async Task What_is_wrong_is_kept_with_the_entity(string entity, string path)
    {
        var catalog = await RecordedInputAsync();
        Assert.Contains(catalog.ErrorsOf(EntityRef.Parse(entity)), p => p.Path?.StartsWith(path, StringComparison.Ordinal) == true && p.Name == "InputError");
    }

    [Fact]
    public async Task A_nested_target_that_is_missing_fails_the_whole_Location()
    {
        var catalog = await RecordedInputAsync();
        var error = Assert.Single(catalog.ErrorsOf(EntityRef.Parse("location:default/nested-root")));
        Assert.Equal("NotFoundError", error.Name);
        Assert.Equal($"Unable to read url, no matching files found for {Host}gone.yaml", error.Message);
    }

    private static async Task<SmallCatalog> RecordedInputAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var reader = new MemoryReader();
        foreach (var file in Fixtures.FilesBelow("golden/input/files"))
        {
            reader.Set($"url:{Host}{Path.GetFileName(file)}", Fixtures.Bytes(file));
        }

        reader.Set($"url:{Host}orphan.yaml", Fixtures.Bytes("golden/input/files/orphan-before.yaml"));
        reader.Set($"url:{Host}goodbad.yaml", Fixtures.Bytes("golden/input/files/goodbad-before.yaml"));
        var catalog = new SmallCatalog(Pipelines.Create(reader: reader));
        foreach (var provider in (string[])["lab", "lab2"])
        {
            foreach (var line in File.ReadLines(Fixtures.PathOf($"golden/input/{provider}.jsonl")).Where(l => l.Length > 0))
            {
                var body = new EntityBody(Encoding.UTF8.GetBytes(line));
                if (body.TryGetRef(out var entity))
                {
                    catalog.Submit(new EmittedEntity(entity, body, provider));
                }
            }

            await catalog.SettleAsync(cancellationToken);
        }

        foreach (var file in "two orphan goodbad nested placeholder broken mixed missing".Split(' '))
        {
            catalog.Register("url", $"{Host}{file}.yaml");
        }

        await catalog.SettleAsync(cancellationToken);
        await ChangeAsync("goodbad");
        await ChangeAsync("orphan");
        return catalog;

        async Task ChangeAsync(string file)
        {
            reader.Set($"url:{Host}{file}.yaml", Fixtures.Bytes($"golden/input/files/{file}-after.yaml"));
            var location = new LocationRef("url", $"{Host}{file}.yaml");
            catalog.Refresh(EntityRef.Create("location", "default", location.GeneratedName));
            await catalog.SettleAsync(cancellationToken);
        }
    }

    private static IEnumerable<JsonElement> RecordedEntities() => Fixtures.JsonLines("golden/golden.jsonl")
        .Select(a => a.GetProperty("response"))
        .Where(r => r.ValueKind == JsonValueKind.Object)
        .SelectMany(r => r.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().ToArray() : [r])
        .Select(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("entity", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : r)
        .Where(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("relations", out _) && r.TryGetProperty("metadata", out _) && r.TryGetProperty("spec", out _)
            && r.TryGetProperty("apiVersion", out _) && !r.TryGetProperty("status", out _) && r.GetProperty("metadata").TryGetProperty("uid", out _))
        .Select(r => JsonElement.Parse(OrphanMark().Replace(r.GetRawText(), "")));

    private static JsonElement Answer(string id) =>
        Fixtures.JsonLines("golden/golden.jsonl").First(a => a.GetProperty("id").GetString() == id).GetProperty("response");

    private static EntityRef RefOf(JsonElement entity) => EntityRef.Create(
        entity.GetProperty("kind").GetString()!,
        entity.GetProperty("metadata").GetProperty("namespace").GetString()!,
        entity.GetProperty("metadata").GetProperty("name").GetString()!);

    // The mark depends on who holds the entity, which is not processing's matter.
    [GeneratedRegex(""", *"backstage.io/orphan": *"true" *""")]
    private static partial Regex OrphanMark();
}
