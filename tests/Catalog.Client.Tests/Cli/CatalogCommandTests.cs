using System.Text.Json;
using Catalog.Cli;

namespace Catalog.Client.Tests.Cli;

public sealed class CatalogCommandTests : IAsyncLifetime
{
    private RecordedServer _recorded = null!;

    public async ValueTask InitializeAsync() => _recorded = await RecordedServer.StartAsync();

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    [Fact]
    public async Task Get_prints_the_entity_as_the_catalog_has_it()
    {
        _recorded.Repeat("by-name-0");

        var run = await AskAsync("get", "component:video-policy-00000");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.True(JsonElement.DeepEquals(RecordedServer.Answer("by-name-0"), JsonElement.Parse(run.Output)), run.Output);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("inspect")]
    [InlineData("refresh")]
    public async Task What_is_not_there_is_a_no(string command)
    {
        var run = await AskAsync(command, "component:nowhere");

        Assert.Equal(new CommandLine(ExitCode.No, "", "There is no entity component:nowhere.\n"), run);
    }

    [Fact]
    public async Task Query_prints_references_of_all_pages()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 200,
            """{"items":[{"kind":"A","metadata":{"name":"one"}}],"totalItems":0,"pageInfo":{"nextCursor":"c1"}}""",
            """{"items":[{"kind":"A","metadata":{"name":"two"}}],"totalItems":0,"pageInfo":{}}""");

        var run = await AskAsync("query", "--filter", "kind=a,spec.type", "--order", "metadata.name,desc", "--text", "o");

        Assert.Equal(new CommandLine(ExitCode.Ok, "a:default/one\na:default/two\n", ""), run);
        Assert.Equal(
            """{"query":{"$all":[{"kind":"a"},{"spec.type":{"$exists":true}}]},"orderBy":[{"field":"metadata.name","order":"desc"}],"fullTextFilter":{"term":"o"},"fields":["kind","metadata.namespace","metadata.name"],"limit":500,"totalItems":"exclude"}""",
            _recorded.Bodies[0]);
    }

    [Fact]
    public async Task Query_prints_whole_entities_one_a_line_up_to_a_limit()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 200,
            """{"items":[{"kind":"A","metadata":{"name":"one","namespace":"default"},"spec":{"x":[1,"ü"]}}],"totalItems":0,"pageInfo":{"nextCursor":"c1"}}""");

        var run = await AskAsync("query", "--json", "-n", "1");

        Assert.Equal("""{"kind":"A","metadata":{"name":"one","namespace":"default"},"spec":{"x":[1,"ü"]}}""" + "\n", run.Output);
        Assert.Single(_recorded.Bodies);
    }

    [Fact]
    public async Task Query_can_count()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 200, """{"items":[],"totalItems":42,"pageInfo":{}}""");

        Assert.Equal("42\n", (await AskAsync("query", "--count")).Output);
    }

    [Fact]
    public async Task Refresh_says_so()
    {
        _recorded.Repeat("refresh");

        Assert.Equal(new CommandLine(ExitCode.Ok, "component:x is being read again.\n", ""), await AskAsync("refresh", "component:x"));
    }

    [Fact]
    public async Task Inspect_tells_parents_relations_and_problems()
    {
        _recorded.Reply("/api/catalog/entities/by-name/component/default/x/ancestry", 200, """
            {"rootEntityRef":"component:default/x","items":[
              {"entity":{"kind":"Component","metadata":{"name":"x","title":"X","uid":"u","annotations":{"backstage.io/managed-by-location":"url:http://h/x.yaml"}},
                "relations":[{"type":"ownedBy","targetRef":"group:default/a"},{"type":"ownedBy","targetRef":"group:default/b"}],
                "status":{"items":[{"type":"t","level":"error","message":"broken"}]}},
               "parentEntityRefs":["location:default/l"]},
              {"entity":{"kind":"Location","metadata":{"name":"l"}},"parentEntityRefs":[]}]}
            """);

        var run = await AskAsync("inspect", "component:x");

        Assert.Equal(
            """
            component:default/x  X
              uid            u
              read from      url:http://h/x.yaml
              parents        location:default/l
              ownedBy        group:default/a
                             group:default/b
              status         error: broken

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task The_token_is_shown_to_the_catalog()
    {
        await AskAsync("get", "component:x", "--token", "t0ken");

        Assert.Equal("Bearer t0ken", _recorded.Server.Requests.Single().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_catalogs_words()
    {
        _recorded.Reply("/api/catalog/entities/by-query", 401, """{"error":{"name":"AuthenticationError","message":"no token"}}""");

        Assert.Equal(new CommandLine(ExitCode.Failed, "", "AuthenticationError: no token\n"), await AskAsync("query"));
    }

    [Fact]
    public async Task A_catalog_that_is_down_is_told()
    {
        await _recorded.Server.DisposeAsync();

        var run = await AskAsync("get", "component:x");

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("get")]
    [InlineData("validate")]
    [InlineData("get", "component:x", "--server", "nowhere")]
    [InlineData("get", "no-kind")]
    [InlineData("query", "--filter", "=x")]
    [InlineData("query", "--order", "a,up")]
    public async Task What_makes_no_sense_is_a_usage_error(params string[] args)
    {
        var run = await CommandLine.RunAsync(args);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var run = await CommandLine.RunAsync("--help");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All((string[])["validate", "get", "query", "refresh", "inspect"], command => Assert.Contains($"  {command} ", run.Output, StringComparison.Ordinal));
    }

    private Task<CommandLine> AskAsync(params string[] args) => CommandLine.RunAsync([.. args, "--server", _recorded.Server.BaseUrl.ToString()]);
}
