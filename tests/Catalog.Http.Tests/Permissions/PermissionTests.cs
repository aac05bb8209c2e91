using System.Net;
using System.Text.Json.Nodes;
using Catalog.Http.Authentication;
using Catalog.Http.Permissions;
using Catalog.Http.Tests.Authentication;
using Catalog.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Http.Tests.Permissions;

/// <summary>What a person may not see shows nowhere.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private TokenIssuer _issuer = null!;
    private TestCatalog _catalog = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _catalog = await TestCatalog.StartAsync(
            new CatalogHttpOptions { Auth = new CatalogAuthOptions { UserKeysUrl = _issuer.UserKeysUrl, ExternalAccess = [new ExternalAccess.Static("a-static-token", "ci")] } },
            configure: builder => builder.Services.AddSingleton<IPermissionPolicy>(new OwnersOnly()));
        await _catalog.ProvideAsync(
            "p",
            [.. Enumerable.Range(0, 10).Select(i => Samples.Component($"mine-{i}", "team", "service")),
             .. Enumerable.Range(0, 7).Select(i => Samples.Component($"theirs-{i}", "others", "secret-type")),
             Samples.Group("team"), Samples.Group("others")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Totals_count_only_what_may_be_read()
    {
        var page = await AskAsync("GET", "/entities/by-query?limit=0");
        Assert.Equal(10, (int)page["totalItems"]!);
        Assert.Equal(0, (int)(await AskAsync("POST", "/entities/by-query", """{"query":{"metadata.name":"theirs-1"},"limit":0}"""))["totalItems"]!);
        Assert.Equal(0, (int)(await AskAsync("POST", "/entities/by-query", """{"query":{"$not":{"kind":"component"}},"limit":0}"""))["totalItems"]!);
    }

    [Fact]
    public async Task Lists_hold_only_what_may_be_read()
    {
        Assert.Equal(10, (await AskAsync("GET", "/entities")).AsArray().Count);
        Assert.Equal(10, (await AskAsync("GET", "/entities?limit=50")).AsArray().Count);
        Assert.Equal(10, (await AskAsync("GET", "/entities/by-query?fullTextFilterTerm=e&fullTextFilterFields=metadata.name"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Facets_count_only_what_may_be_read()
    {
        const string Expected = """{"facets":{"spec.type":[{"value":"service","count":10}],"spec.owner":[{"value":"team","count":10}]}}""";
        Assert.Equal(Expected, (await AskAsync("GET", "/entity-facets?facet=spec.type&facet=spec.owner")).ToJsonString());
        Assert.Equal(Expected, (await AskAsync("POST", "/entity-facets", """{"facets":["spec.type","spec.owner"]}""")).ToJsonString());
    }

    [Fact]
    public async Task Cursors_lead_only_through_what_may_be_read_and_hold_no_condition_of_the_policy()
    {
        var names = new List<string>();
        var path = "/entities/by-query?limit=3&orderField=metadata.name,asc";
        while (path is not null)
        {
            var page = await AskAsync("GET", path);
            names.AddRange(page["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.ToString()));
            var cursor = page["pageInfo"]!["nextCursor"]?.ToString();
            Assert.DoesNotContain("ownedby", cursor is null ? "" : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(cursor)), StringComparison.OrdinalIgnoreCase);
            path = cursor is null ? null : $"/entities/by-query?limit=3&cursor={Uri.EscapeDataString(cursor)}";
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"mine-{i}"), names);
    }

    [Fact]
    public async Task A_cursor_of_somebody_who_sees_all_shows_no_more_to_somebody_who_does_not()
    {
        var cursor = (await AskAsync("GET", "/entities/by-query?limit=1&orderField=metadata.name,asc", token: "a-static-token"))["pageInfo"]!["nextCursor"]!.ToString();
        var page = await AskAsync("GET", $"/entities/by-query?limit=50&cursor={Uri.EscapeDataString(cursor)}");
        Assert.All(page["items"]!.AsArray(), item => Assert.StartsWith("mine-", item!["metadata"]!["name"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_graph_stops_at_what_may_not_be_read()
    {
        var graph = await AskAsync("GET", "/entities/graph?root=component:default/mine-1&root=component:default/theirs-1&depth=3&fields=kind");
        Assert.Equal("""{"nodes":[{"entityRef":"component:default/mine-1","depth":0,"entity":{"kind":"Component"}}],"edges":[],"truncated":false}""", graph.ToJsonString());
        var whole = await AskAsync("GET", "/entities/graph?root=component:default/theirs-1&depth=2&relation=ownedBy&relation=ownerOf&limit=5", token: "a-static-token");
        Assert.Equal((5, true), (whole["nodes"]!.AsArray().Count, (bool)whole["truncated"]!));
    }

    [Fact]
    public async Task Refs_that_may_not_be_read_are_null()
    {
        var answer = await AskAsync("POST", "/entities/by-refs", """{"entityRefs":["component:default/mine-1","component:default/theirs-1","group:default/team"],"fields":["metadata.name"]}""");
        Assert.Equal("""{"items":[{"metadata":{"name":"mine-1"}},null,null]}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/entities/by-name/component/default/theirs-1", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/entities/by-name/component/default/mine-1", null, HttpStatusCode.OK)]
    [InlineData("GET", "/entities/by-name/component/default/theirs-1/ancestry", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/entities/by-name/component/default/not-there/ancestry", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/entities/by-name/component/default/mine-1/ancestry", null, HttpStatusCode.OK)]
    [InlineData("POST", "/refresh", """{"entityRef":"component:default/theirs-1"}""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/refresh", """{"entityRef":"component:default/not-there"}""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/refresh", """{"entityRef":"component:default/mine-1"}""", HttpStatusCode.OK)]
    [InlineData("POST", "/locations", """{"type":"url","target":"http://127.0.0.1:1/x"}""", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/locations?dryRun=true", """{"type":"url","target":"http://127.0.0.1:1/x"}""", HttpStatusCode.Forbidden)]
    [InlineData("PUT", "/locations/00000000-0000-4000-8000-000000000000", """{"type":"url","target":"http://127.0.0.1:1/x"}""", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "/locations/00000000-0000-4000-8000-000000000000", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/locations/00000000-0000-4000-8000-000000000000", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/inspect/component/default/mine-1", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/inspect/explain", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/inspect/memory", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/entities/unprocessed/failed", null, HttpStatusCode.Forbidden)]
    [InlineData("PUT", "/sources/s/entities", "", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/analyze-location", """{"location":{"type":"url","target":"https://github.com/o/r"}}""", HttpStatusCode.Forbidden)]
    public async Task A_route_asks_for_its_own_permission(string method, string path, string? body, HttpStatusCode expected)
    {
        using var request = Routes.Request(method, path, body, _issuer.User());
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Deleting_needs_the_entity_to_be_ones_own()
    {
        var theirs = (await AskAsync("GET", "/entities/by-name/component/default/theirs-1", token: "a-static-token"))["metadata"]!["uid"]!.ToString();
        var mine = (await AskAsync("GET", "/entities/by-name/component/default/mine-1"))["metadata"]!["uid"]!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("DELETE", $"/entities/by-uid/{theirs}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", $"/entities/by-uid/{theirs}"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("DELETE", $"/entities/by-uid/{mine}"));
    }

    [Fact]
    public async Task A_condition_is_the_same_as_a_query_and_as_apply_conditions()
    {
        const string Conditions = """{"anyOf":[{"rule":"IS_ENTITY_OWNER","resourceType":"catalog-entity","params":{"claims":["group:default/others"]}},{"not":{"rule":"IS_ENTITY_KIND","resourceType":"catalog-entity","params":{"kinds":["Component"]}}}]}""";
        var answer = await AskAsync("POST", "/.well-known/backstage/permissions/apply-conditions", $$"""
            {"items":[{"id":"1","resourceRef":"component:default/theirs-1","resourceType":"catalog-entity","conditions":{{Conditions}}},
            {"id":"2","resourceRef":["component:default/mine-1","group:default/team","component:default/none"],"resourceType":"catalog-entity","conditions":{{Conditions}}}]}
            """);
        Assert.Equal("""{"items":[{"id":"1","result":"ALLOW"},{"id":"2","result":["DENY","ALLOW","DENY"]}]}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("""{"rule":"HAS_LABEL","resourceType":"catalog-entity","params":{}}""", "label is required")]
    [InlineData("""{"rule":"NOPE","resourceType":"catalog-entity"}""", "does not exist")]
    [InlineData("""{"anyOf":[]}""", "not empty")]
    public async Task Conditions_that_make_no_sense_are_refused(string conditions, string reason)
    {
        var answer = await AskAsync("POST", "/.well-known/backstage/permissions/apply-conditions", $$"""{"items":[{"id":"1","resourceRef":"component:default/a","resourceType":"catalog-entity","conditions":{{conditions}}}]}""");
        Assert.Contains(reason, answer["error"]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_metadata_names_all_permissions_and_the_six_rules()
    {
        var metadata = await AskAsync("GET", "/.well-known/backstage/permissions/metadata");
        Assert.Equal(Permission.All.Count, metadata["permissions"]!.AsArray().Count);
        Assert.Equal(["HAS_ANNOTATION", "HAS_LABEL", "HAS_METADATA", "HAS_SPEC", "IS_ENTITY_KIND", "IS_ENTITY_OWNER"], metadata["rules"]!.AsArray().Select(r => r!["name"]!.ToString()));
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path)
    {
        using var request = Routes.Request(method, path, null, _issuer.User());
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<JsonNode> AskAsync(string method, string path, string? body = null, string? token = null)
    {
        using var request = Routes.Request(method, path, body, token ?? _issuer.User());
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>People see, refresh and delete what they own, and may do nothing else.</summary>
    private sealed class OwnersOnly : IPermissionPolicy
    {
        public ValueTask<PolicyDecision> DecideAsync(Permission permission, Credentials caller, CancellationToken cancellationToken) => new(
            caller is Credentials.User user && permission.OnEntities ? PolicyDecision.If(EntityRule.IsEntityOwner(user.Ownership)) : PolicyDecision.Deny);
    }
}
