using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Catalog.Model;
using Catalog.Testing;

namespace Catalog.Index.Tests;

public sealed partial class FinalEntityTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("golden/examples.jsonl")]
    [InlineData("golden/real-files.jsonl")]
    public async Task Recorded_entities_come_out_as_they_were_recorded(string file)
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        foreach (var final in Fixtures.JsonLines(file))
        {
            var entry = store.PutFinal(final);
            index.Apply([entry]);
            Assert.Equal(Compact(final), await Written(index, entry.Ref));
        }
    }

    [Fact]
    public async Task Recorded_answers_by_name_come_out_as_they_were_recorded()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var answers = Fixtures.JsonLines("golden/golden.jsonl").ToDictionary(l => l.GetProperty("id").GetString()!);
        var seen = 0;
        foreach (var (id, line) in answers.Where(a => a.Value.GetProperty("status").GetInt32() == 200 && (a.Key.StartsWith("by-name", StringComparison.Ordinal) || a.Key.StartsWith("file-file", StringComparison.Ordinal))))
        {
            var final = line.GetProperty("response");
            var entry = store.PutFinal(final);
            index.Apply([entry]);
            Assert.Equal(Compact(final), await Written(index, entry.Ref));
            seen++;
        }

        Assert.True(seen > 15, "too few recorded answers were found");
        var orphan = answers["anc-orphan"].GetProperty("response").GetProperty("items")[0].GetProperty("entity");
        var put = store.PutFinal(orphan);
        index.Apply([put]);
        Assert.Equal(Compact(orphan), await Written(index, put.Ref));
    }

    [Fact]
    public async Task A_given_uid_is_overwritten_and_a_given_etag_kept()
    {
        var (index, entry) = One("""{"apiVersion":"v","kind":"Component","metadata":{"uid":"given","name":"x","etag":"mine"},"spec":{}}""");

        Assert.Equal(
            $$"""{"apiVersion":"v","kind":"Component","metadata":{"uid":"{{entry.Record!.Uid}}","name":"x","etag":"mine"},"spec":{},"relations":[]}""",
            Encoding.UTF8.GetString(await Raw(index, entry.Ref)));
    }

    [Fact]
    public async Task An_orphan_without_annotations_gets_them_before_uid()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var entry = store.Put("""{"kind":"Component","metadata":{"name":"x","etag":"e"}}""", orphan: true);
        index.Apply([entry]);

        Assert.Equal(
            $$"""{"kind":"Component","metadata":{"name":"x","etag":"e","annotations":{"backstage.io/orphan":"true"},"uid":"{{entry.Record!.Uid}}"},"relations":[]}""",
            Encoding.UTF8.GetString(await Raw(index, entry.Ref)));
    }

    [Fact]
    public async Task The_etag_changes_exactly_when_the_bytes_do()
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        const string Body = """{"kind":"Component","metadata":{"name":"x"}}""";
        var other = EntityRef.Parse("group:default/g");
        var entry = store.Put(Body);
        index.Apply([entry]);
        var first = await Raw(index, entry.Ref);
        index.Apply([store.Put(Body)]);
        var again = await Raw(index, entry.Ref);
        index.Apply([store.Put(Body, [new Relation(entry.Ref, "ownedBy", other)])]);
        var related = await Raw(index, entry.Ref);
        index.Apply([store.Put(Body, orphan: true)]);
        var orphan = await Raw(index, entry.Ref);
        index.Apply([store.Put(Body, errors: [new Problem("bad")])]);
        var failing = await Raw(index, entry.Ref);

        Assert.Equal(first, again);
        Assert.Equal(4, new[] { first, related, orphan, failing }.Select(b => ETag().Match(Encoding.UTF8.GetString(b)).Value).Distinct().Count());
    }

    [Theory]
    [InlineData("kind,metadata.name", """{"kind":"Component","metadata":{"name":"x"}}""")]
    [InlineData("metadata.name,kind", """{"metadata":{"name":"x"},"kind":"Component"}""")]
    [InlineData("spec.key.with.dots", """{"spec":{"key.with.dots":1}}""")]
    [InlineData("spec.a.b", """{"spec":{"a":{"b":2}}}""")]
    [InlineData("spec.none,KIND,relations.type", "{}")]
    [InlineData("spec.a.b,spec.a", """{"spec":{"a":{"b":2}}}""")]
    [InlineData("spec.a,spec.a.b", """{"spec":{"a":{"b":2}}}""")]
    [InlineData("metadata.etag,spec.nothing", """{"metadata":{"etag":"e"},"spec":{"nothing":null}}""")]
    [InlineData("relations", """{"relations":[]}""")]
    public async Task Fields_are_cut_out_in_the_order_asked_for(string fields, string expected)
    {
        var (index, entry) = One("""{"kind":"Component","metadata":{"name":"x","etag":"e"},"spec":{"a.b":3,"a":{"b":2},"key.with.dots":1,"nothing":null}}""");
        Assert.True(FieldSelection.TryParse([fields], out var selection, out _));

        Assert.Equal(expected, Encoding.UTF8.GetString(await Raw(index, entry.Ref, selection)));
    }

    [Fact]
    public void Fields_in_arrays_are_refused()
    {
        Assert.False(FieldSelection.TryParse(["kind,spec.list[0]"], out _, out var reason));
        Assert.Equal("Invalid field \"spec.list[0]\", array type fields are not supported", reason);
    }

    private static (CatalogIndex Index, Storage.FeedEntry Entry) One(string body)
    {
        var store = new BodyStore();
        var index = new CatalogIndex(store);
        var entry = store.Put(body);
        index.Apply([entry]);
        return (index, entry);
    }

    private static async Task<byte[]> Raw(CatalogIndex index, EntityRef entity, FieldSelection? fields = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(index.Current.TryGet(entity, out var doc), $"{entity} is not visible");
        await index.Current.WriteAsync(new[] { doc }, fields, ","u8.ToArray(), default, output, TestContext.Current.CancellationToken);
        return output.WrittenSpan.ToArray();
    }

    // With uid and etag as recordings have them.
    private static async Task<string> Written(CatalogIndex index, EntityRef entity)
    {
        var written = Encoding.UTF8.GetString(await Raw(index, entity));
        return Compact(JsonElement.Parse(ETag().Replace(Uid().Replace(written, "\"uid\":\"<uid>\""), "\"etag\":\"<etag>\"")));
    }

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value, Relaxed);

    [GeneratedRegex("\"uid\":\"[0-9a-f-]{36}\"")]
    private static partial Regex Uid();

    [GeneratedRegex("\"etag\":\"[0-9a-f]{32}\"")]
    private static partial Regex ETag();
}
