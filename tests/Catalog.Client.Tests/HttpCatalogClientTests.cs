using System.Net;
using Catalog.Client.Entities;
using Catalog.Client.Http;
using Catalog.Client.Locations;
using Catalog.Client.Queries;

namespace Catalog.Client.Tests;

public sealed class HttpCatalogClientTests : IAsyncLifetime
{
    private RecordedServer _recorded = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICatalogClient Client => _recorded.Client;

    public async ValueTask InitializeAsync() => _recorded = await RecordedServer.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Fact]
    public async Task An_entity_is_got_by_its_reference()
    {
        _recorded.Repeat("by-name-0");

        var entity = await Client.GetAsync("component:video-policy-00000", Token);

        var expected = RecordedServer.Answer("by-name-0");
        Assert.Equal("component:default/video-policy-00000", entity!.Ref);
        Assert.Equal(expected.GetProperty("spec").GetRawText(), entity.Spec.GetRawText());
        Assert.Equal(
            expected.GetProperty("relations").EnumerateArray().Select(r => (r.GetProperty("type").GetString(), r.GetProperty("targetRef").GetString())),
            entity.Relations.Select(r => ((string?)r.Type, (string?)r.TargetRef)));
        Assert.Equal(expected.GetProperty("metadata").GetProperty("annotations").EnumerateObject().Select(a => a.Name), entity.Metadata.Annotations.Keys);
        Assert.Equal([.. entity.RelatedBy("ownedBy")], [.. entity.Relations.Where(r => r.Type == "ownedBy").Select(r => r.TargetRef)]);
    }

    [Fact]
    public async Task What_is_wrong_with_an_entity_is_in_its_status()
    {
        _recorded.Repeat("file-file-goodbad");

        var item = Assert.Single((await Client.GetAsync("component:file-goodbad", Token))!.Status!.Items!);

        Assert.Equal(("backstage.io/catalog-processing", "error"), (item.Type, item.Level));
        Assert.NotEmpty(item.Error!.Message);
    }

    [Fact]
    public async Task A_missing_entity_is_null()
    {
        _recorded.Repeat("by-name-404");

        Assert.Null(await Client.GetAsync("component:not-there", Token));
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("component:")]
    [InlineData(":shop")]
    [InlineData("component:/shop")]
    public async Task What_is_no_reference_is_refused_at_once(string text) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.GetAsync(text, Token));

    [Fact]
    public async Task Odd_names_are_escaped()
    {
        await Client.GetAsync("component:a b/c/d", Token);

        Assert.Equal("/api/catalog/entities/by-name/component/a b/c%2Fd", _recorded.Server.Requests.Single().Path);
    }

    [Fact]
    public async Task Many_are_got_in_order_with_null_for_the_missing()
    {
        _recorded.Repeat("refs");
        var expected = RecordedServer.Answer("refs").GetProperty("items").EnumerateArray().Select(i => i.ValueKind == System.Text.Json.JsonValueKind.Null).ToList();

        var entities = await Client.GetByRefsAsync(["Component:default/A"], EntityPredicate.Is("kind", "component"), ["kind"], Token);

        Assert.Equal(expected, entities.Select(e => e is null));
        Assert.Equal("""{"entityRefs":["component:default/a"],"fields":["kind"],"query":{"kind":"component"}}""", _recorded.Bodies.Single());
    }

    [Fact]
    public async Task A_query_is_one_page()
    {
        _recorded.Repeat("pq-page-1");
        var expected = RecordedServer.Answer("pq-page-1");

        var page = await Client.QueryAsync(
            new EntityQuery { Where = EntityPredicate.Is("kind", "api"), OrderBy = "metadata.name", Descending = true, Text = "x", TextFields = ["kind"], Fields = ["kind"], Limit = 5, Offset = 2 },
            Token);

        Assert.Equal(expected.GetProperty("totalItems").GetInt64(), page.TotalItems);
        Assert.Equal(expected.GetProperty("items").GetArrayLength(), page.Items.Count);
        Assert.Equal("<cursor>", page.NextCursor);
        Assert.Null(page.PreviousCursor);
        Assert.Equal(
            """{"query":{"kind":"api"},"orderBy":[{"field":"metadata.name","order":"desc"}],"fullTextFilter":{"term":"x","fields":["kind"]},"fields":["kind"],"limit":5,"offset":2}""",
            _recorded.Bodies.Single());
    }

    [Fact]
    public async Task A_stream_follows_the_cursors_to_the_end()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 200,
            """{"items":[{"kind":"A","metadata":{"name":"one"}}],"totalItems":0,"pageInfo":{"nextCursor":"c1"}}""",
            """{"items":[{"kind":"A","metadata":{"name":"two"}}],"totalItems":0,"pageInfo":{"prevCursor":"c0"}}""");

        var refs = await Client.StreamAsync(new EntityQuery { Limit = 1, OrderBy = "kind" }, Token).Select(e => e.Ref).ToListAsync(Token);

        Assert.Equal(["a:default/one", "a:default/two"], refs);
        Assert.Equal(
            ["""{"orderBy":[{"field":"kind","order":"asc"}],"limit":1,"totalItems":"exclude"}""", """{"limit":1,"cursor":"c1"}"""],
            _recorded.Bodies);
    }

    [Fact]
    public async Task A_stream_asks_for_no_page_that_is_not_read()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 200, """{"items":[{"kind":"A","metadata":{"name":"one"}}],"totalItems":0,"pageInfo":{"nextCursor":"c1"}}""");

        Assert.Equal("a:default/one", (await Client.StreamAsync(new EntityQuery(), Token).FirstAsync(Token)).Ref);
        Assert.Single(_recorded.Bodies);
    }

    [Fact]
    public async Task Facets_are_values_with_counts()
    {
        _recorded.Repeat("facet-type");
        var expected = RecordedServer.Answer("facet-type").GetProperty("facets").GetProperty("spec.type").EnumerateArray()
            .Select(f => new FacetValue(f.GetProperty("value").GetString()!, f.GetProperty("count").GetInt64()));

        var facets = await Client.FacetsAsync(["spec.type"], EntityPredicate.Is("kind", "component"), Token);

        Assert.Equal(expected, facets["spec.type"]);
        Assert.Equal("""{"facets":["spec.type"],"query":{"kind":"component"}}""", _recorded.Bodies.Single());
    }

    [Fact]
    public async Task An_ancestry_leads_to_the_roots()
    {
        _recorded.Repeat("anc-provider");
        _recorded.Repeat("anc-404");

        var ancestry = await Client.AncestryAsync("component:video-policy-00000", Token);

        Assert.Equal("component:default/video-policy-00000", ancestry!.RootEntityRef);
        Assert.Equal("component:default/video-policy-00000", ancestry.Items.Single().Entity.Ref);
        Assert.Null(await Client.AncestryAsync("component:not-there", Token));
    }

    [Fact]
    public async Task Refreshing_says_whether_there_is_such_an_entity()
    {
        _recorded.Repeat("refresh");
        Assert.True(await Client.RefreshAsync("Component:X", Token));
        Assert.Equal("""{"entityRef":"component:default/x"}""", _recorded.Bodies.Single());
        _recorded.Repeat("refresh-unknown");
        Assert.False(await Client.RefreshAsync("component:x", Token));
    }

    [Fact]
    public async Task Locations_are_listed_added_found_and_removed()
    {
        _recorded.Reply("/api/catalog/locations", 200, """[{"data":{"id":"1","type":"url","target":"http://x/a.yaml","entityRef":"location:default/l"}}]""");
        Assert.Equal([new RegisteredLocation("1", "url", "http://x/a.yaml", "location:default/l")], await Client.GetLocationsAsync(Token));

        _recorded.Repeat("loc-dry-existing", "/locations?dryRun=true");
        var tried = await Client.AddLocationAsync(new NewLocation("http://x/a.yaml") { DryRun = true, Optional = true }, Token);
        Assert.True(tried.Exists);
        Assert.Equal(RecordedServer.Answer("loc-dry-existing").GetProperty("entities").GetArrayLength(), tried.Entities.Count);
        Assert.Equal("""{"type":"url","target":"http://x/a.yaml","presence":"optional"}""", _recorded.Bodies[^1]);

        _recorded.Repeat("loc-get", "/locations/1");
        Assert.Equal("http://127.0.0.1:7099/two.yaml", (await Client.GetLocationAsync("1", Token))!.Target);
        _recorded.Repeat("loc-by-entity-404");
        Assert.Null(await Client.GetLocationOfAsync("component:not-there", Token));
        _recorded.Repeat("del-loc", "/locations/1");
        Assert.True(await Client.RemoveLocationAsync("1", Token));
        _recorded.Repeat("del-loc-404", "/locations/1");
        Assert.False(await Client.RemoveLocationAsync("1", Token));
    }

    [Fact]
    public async Task A_refusal_carries_what_the_catalog_said()
    {
        _recorded.Repeat("loc-conflict");

        var e = await Assert.ThrowsAsync<CatalogException>(() => Client.AddLocationAsync(new NewLocation("http://127.0.0.1:7099/two.yaml"), Token));

        Assert.Equal(HttpStatusCode.Conflict, e.Status);
        Assert.Equal(new CatalogError("ConflictError", "Location url:http://127.0.0.1:7099/two.yaml already exists"), e.Error);
        Assert.Equal(e.Error.Message, e.Message);
    }

    [Fact]
    public async Task Validation_gives_all_errors_or_none()
    {
        _recorded.Repeat("val-bad-name");
        Assert.Contains("InputError", (await Client.ValidateAsync("{}"u8.ToArray(), "url:http://x", Token)).Select(e => e.Name));
        Assert.Equal("""{"entity":{},"location":"url:http://x"}""", _recorded.Bodies[^1]);

        _recorded.Reply("/api/catalog/validate-entity", 200);
        Assert.Empty(await Client.ValidateAsync("{}"u8.ToArray(), "url:http://x", Token));

        _recorded.Repeat("val-no-entity");
        Assert.Equal("InputError", (await Assert.ThrowsAsync<CatalogException>(() => Client.ValidateAsync("{}"u8.ToArray(), "", Token))).Error.Name);
    }

    [Fact]
    public async Task Deleting_by_uid_does_not_ask_whether_it_was_there()
    {
        _recorded.Reply("/api/catalog/entities/by-uid/u", 204);

        await Client.DeleteAsync("u", Token);

        Assert.Equal("DELETE", _recorded.Server.Requests.Single().Method);
    }

    [Theory]
    [InlineData(500, "oops", "the catalog answered 500")]
    [InlineData(200, "<html>", "could not be read")]
    [InlineData(200, "null", "could not be read")]
    public async Task Answers_that_are_not_the_catalogs_are_told_as_such(int status, string body, string message)
    {
        _recorded.Reply("/api/catalog/entity-facets", status, body);

        var e = await Assert.ThrowsAsync<CatalogException>(() => Client.FacetsAsync(["kind"], null, Token));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_that_is_down_is_named()
    {
        await _recorded.Server.DisposeAsync();

        var e = await Assert.ThrowsAsync<CatalogException>(() => Client.GetAsync("component:x", Token));

        Assert.Null(e.Status);
        Assert.StartsWith($"the catalog at {_recorded.Server.BaseUrl}api/catalog/ cannot be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_that_hangs_runs_into_the_clients_time_limit()
    {
        _recorded.Server.Hang("/api/catalog/entities/by-name/component/default/x");
        using var http = new HttpClient { BaseAddress = _recorded.Server.BaseUrl, Timeout = TimeSpan.FromMilliseconds(100) };

        var e = await Assert.ThrowsAsync<CatalogException>(() => new HttpCatalogClient(http).GetAsync("component:x", Token));

        Assert.Contains("did not answer in time", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_cancelling()
    {
        _recorded.Server.Hang("/api/catalog/entities/by-name/component/default/x");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.GetAsync("component:x", stop.Token));
    }

    [Fact]
    public async Task A_server_below_a_path_is_found()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_recorded.Server.BaseUrl, "/backstage") };

        await new HttpCatalogClient(http).GetAsync("component:x", Token);

        Assert.Equal("/backstage/api/catalog/entities/by-name/component/default/x", _recorded.Server.Requests.Single().Path);
    }

    [Fact]
    public async Task The_example_of_the_documentation_works()
    {
        _recorded.Repeat("pq-limit-0");
        using var http = new HttpClient { BaseAddress = _recorded.Server.BaseUrl };
        var catalog = new HttpCatalogClient(http);
        await foreach (var entity in catalog.StreamAsync(new EntityQuery { Where = EntityPredicate.Is("kind", "component") }, Token))
        {
            Assert.Fail(entity.Ref);
        }

        Assert.Single(_recorded.Bodies);
    }

    [Fact]
    public async Task Further_metadata_is_kept()
    {
        _recorded.Reply("/api/catalog/entities/by-name/a/default/x", 200, """{"kind":"A","metadata":{"name":"x","generation":3}}""");

        var entity = (await Client.GetAsync("a:x", Token))!;

        Assert.Equal(3, entity.Metadata.More!["generation"].GetInt32());
        Assert.Equal(new EntityMetadata().Tags, entity.Metadata.Tags);
    }
}
