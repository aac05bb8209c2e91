using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Push;

/// <summary>Putting entities in from outside, and asking what became of them.</summary>
public sealed class PushTests : IAsyncLifetime
{
    private TestCatalog _catalog = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _catalog = await TestCatalog.StartAsync();

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task A_pushed_entity_is_visible_when_the_answer_comes()
    {
        var (status, answer) = await AskAsync("PUT", "/sources/ci/entities/component/default/a", Plain("a"));
        Assert.Equal((HttpStatusCode.OK, true), (status, (bool)answer!["changed"]!));
        var (_, entity) = await AskAsync("GET", "/entities/by-name/component/default/a");
        Assert.Equal("push:ci", entity!["metadata"]!["annotations"]!["backstage.io/managed-by-location"]!.ToString());
        Assert.False((bool)(await AskAsync("PUT", "/sources/ci/entities/component/default/a", Plain("a"))).Body!["changed"]!);
    }

    [Fact]
    public async Task A_deleted_entity_is_gone_when_the_answer_comes()
    {
        await AskAsync("PUT", "/sources/ci/entities/component/default/a", Plain("a"));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("DELETE", "/sources/other/entities/component/default/a")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("DELETE", "/sources/ci/entities/component/default/a")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("GET", "/entities/by-name/component/default/a")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("DELETE", "/sources/ci/entities/component/default/a")).Status);
    }

    [Fact]
    public async Task A_source_is_replaced_as_a_whole()
    {
        await AskAsync("PUT", "/sources/ci/entities", Lines(Enumerable.Range(0, 2500).Select(i => Plain($"c-{i}"))));
        Assert.Equal(2500, await CountAsync());
        var (_, report) = await AskAsync("PUT", "/sources/ci/entities", Lines(Enumerable.Range(0, 100).Select(i => Plain($"c-{i}"))));
        Assert.Equal((100, 0, 2400), ((int)report!["lines"]!, (int)report["changed"]!, (int)report["removed"]!));
        Assert.Equal(100, await CountAsync());
    }

    [Fact]
    public async Task Bad_lines_are_named_and_the_good_ones_taken()
    {
        var (status, report) = await AskAsync("PUT", "/sources/ci/entities", Lines([Plain("a"), "nonsense", "", Plain("b"), "[]", """{"kind":"Component"}""", Plain("c")]));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([2, 5, 6], report!["rejections"]!.AsArray().Select(r => (int)r!["line"]!));
        Assert.All(report["rejections"]!.AsArray(), r => Assert.NotEmpty(r!["message"]!.ToString()));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task Lines_of_a_change_take_effect_in_their_order()
    {
        await AskAsync("POST", "/sources/ci/entities", Lines([Plain("a"), Plain("b")]));
        var (_, report) = await AskAsync("POST", "/sources/ci/entities", Lines(
            [Plain("c"), """{"remove":"component:default/a"}""", """{"remove":"component:default/c"}""", Plain("a", "library"), """{"remove":"x"}"""]));
        Assert.Equal((5, 2, 1), ((int)report!["lines"]!, (int)report["removed"]!, (int)report["rejected"]!));
        Assert.Equal(2, await CountAsync());
        Assert.Equal("library", (await AskAsync("GET", "/entities/by-name/component/default/a")).Body!["spec"]!["type"]!.ToString());
    }

    [Fact]
    public async Task A_body_that_breaks_off_removes_nothing()
    {
        await AskAsync("PUT", "/sources/ci/entities", Lines([Plain("a"), Plain("b")]));
        using var content = new StreamContent(new BreakingStream(Encoding.UTF8.GetBytes(Plain("a") + "\n")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _catalog.Client.PutAsync(new Uri("/api/catalog/sources/ci/entities", UriKind.Relative), content, Cancelled));
        await _catalog.SettleAsync();
        Assert.Equal(2, await CountAsync());
    }

    [Theory]
    [InlineData("/sources/bad%20name/entities/component/default/a")]
    [InlineData("/sources/ci/entities/component/default/other")]
    public async Task A_push_must_name_a_source_and_its_own_entity(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("PUT", path, Plain("a"))).Status);

    [Fact]
    public async Task A_push_that_is_too_large_is_413()
    {
        await using var small = await TestCatalog.StartAsync(new CatalogHttpOptions { MaxPushBytes = 1000 });
        using var request = Routes.Request("PUT", "/sources/ci/entities", Lines(Enumerable.Range(0, 100).Select(i => Plain($"c-{i}"))));
        using var response = await small.Client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task An_entity_that_fails_is_listed_with_its_error_and_can_be_deleted()
    {
        await AskAsync("PUT", "/sources/ci/entities", Lines([Plain("good"), Plain("bad").Replace("\"owner\":\"o\"", "\"x\":1", StringComparison.Ordinal)]));
        var failed = (await AskAsync("GET", "/entities/unprocessed/failed")).Body!["entities"]!.AsArray();
        Assert.Equal("component:default/bad", Assert.Single(failed)!["entity_ref"]!.ToString());
        Assert.Contains("owner", failed[0]!["errors"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
        var (_, inspection) = await AskAsync("GET", "/inspect/component/default/bad");
        Assert.Equal((false, "push:ci"), ((bool)inspection!["visible"]!, inspection["record"]!["locationKey"]!.ToString()));
        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync("DELETE", $"/entities/unprocessed/delete/{failed[0]!["entity_id"]}")).Status);
        Assert.Empty((await AskAsync("GET", "/entities/unprocessed/failed")).Body!["entities"]!.AsArray());
    }

    [Fact]
    public async Task Inspecting_what_nobody_mentions_is_404_and_what_somebody_does_is_not()
    {
        await AskAsync("PUT", "/sources/ci/entities/component/default/a", Plain("a"));
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("GET", "/inspect/component/default/none")).Status);
        var (status, owner) = await AskAsync("GET", "/inspect/group/default/o");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["component:default/a"], owner!["mentionedBy"]!.AsArray().Select(r => r!.ToString()));
    }

    private async Task<int> CountAsync() => (int)(await AskAsync("GET", "/entities/by-query?limit=0")).Body!["totalItems"]!;

    private static string Plain(string name, string type = "service") =>
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}"},"spec":{"type":"{{{type}}}","lifecycle":"l","owner":"o"}}""";

    private static string Lines(IEnumerable<string> lines) => string.Join("\n", lines);

    private async Task<(HttpStatusCode Status, JsonNode? Body)> AskAsync(string method, string path, string? body = null)
    {
        using var request = Routes.Request(method, path, body);
        using var response = await _catalog.Client.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Gives some bytes, then fails, so that the client hangs up in the middle of its body.</summary>
    private sealed class BreakingStream(byte[] start) : MemoryStream(start)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The line is dead.");
    }
}
