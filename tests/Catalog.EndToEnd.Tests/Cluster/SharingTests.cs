using System.Net;
using System.Net.Http.Headers;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Http;
using Catalog.Testing.Postgres;

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>Two servers on one database as their clients see them: it does not matter which is asked.</summary>
public sealed class SharingTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_pushed_to_the_follower_is_done_by_the_leader_and_both_show_it_at_once()
    {
        await using var servers = await StartAsync();
        using var answer = await TwoServers.PushAsync(servers.Follower, "one", "first");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("first", await TwoServers.NoteAsync(servers.Follower, "one"));
        Assert.Equal("first", await TwoServers.NoteAsync(servers.Leader, "one"));

        var uid = (await servers.Leader.FindAsync("component", "one"))!.Value.GetProperty("metadata").GetProperty("uid").GetString();
        using var deleted = await servers.Follower.Http.DeleteAsync($"/api/catalog/entities/by-uid/{uid}", Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(await servers.Follower.FindAsync("component", "one"));
        Assert.Null(await servers.Leader.FindAsync("component", "one"));
    }

    [Fact]
    public async Task A_bulk_push_goes_through_the_follower_too()
    {
        await using var servers = await StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 3_000).Select(i =>
            $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"e{{{i}}}"},"spec":{"type":"service","lifecycle":"x","owner":"o"}}""" + "\n"));
        using var content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await servers.Follower.Http.PutAsync("/api/catalog/sources/bulk/entities", content, Token);
        Assert.Contains("\"changed\":3000", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(3_000, (await servers.Follower.EntitiesAsync("kind=component")).Count);
    }

    [Fact]
    public async Task Locations_are_registered_through_the_follower_and_known_by_both()
    {
        await using var files = await StaticFileServer.StartAsync();
        files.Put("/one.yaml", Yaml.Component("located"));
        await using var servers = await StartAsync($"  reading: {{ allow: [{{ host: '{files.Host}' }}] }}");
        var (status, body) = await servers.Follower.RegisterAsync(files.Url("/one.yaml"));
        Assert.Equal(HttpStatusCode.Created, status);
        var id = body.GetProperty("location").GetProperty("id").GetString();
        await Eventually.Async(() => servers.Follower.FindAsync("component", "located"), found => found is not null, "the component");
        foreach (var server in (ServerProcess[])[servers.Leader, servers.Follower])
        {
            Assert.Equal(id, (await server.GetAsync($"/api/catalog/locations/{id}")).GetProperty("id").GetString());
        }

        using var deleted = await servers.Follower.Http.DeleteAsync($"/api/catalog/locations/{id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(0, (await servers.Follower.GetAsync("/api/catalog/locations")).GetArrayLength());
        await Eventually.Async(() => servers.Follower.FindAsync("component", "located"), found => found is null, "what came from it going with it");
    }

    [Fact]
    public async Task Who_names_the_sequence_of_a_write_reads_it_from_any_server()
    {
        await using var servers = await StartAsync();
        for (var i = 0; i < 50; i++)
        {
            using var answer = await TwoServers.PushAsync(servers.Leader, "often", $"{i}");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/catalog/entities/by-name/component/default/often");
            request.Headers.Add("Catalog-Min-Sequence", answer.Headers.GetValues("Catalog-Sequence"));
            using var read = await servers.Follower.Http.SendAsync(request, Token);
            Assert.Contains($"\"description\":\"{i}\"", await read.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_leader_decides_who_may_change_something_and_the_followers_word_for_it_is_not_taken()
    {
        await using var servers = await StartAsync("  auth: { externalAccess: [{ type: static, options: { token: a-long-enough-token, subject: robot } }] }");
        using (var refused = await TwoServers.PushAsync(servers.Follower, "one")) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        servers.Follower.Http.DefaultRequestHeaders.Add("Catalog-Forwarded-Secret", "guessed");
        using (var refused = await TwoServers.PushAsync(servers.Follower, "one")) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        servers.Follower.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-long-enough-token");
        using (var taken = await TwoServers.PushAsync(servers.Follower, "one")) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    private async Task<TwoServers> StartAsync(string more = "") => await TwoServers.StartAsync(await postgres.ServerAsync(), postgres.NewSchema(), more);
}
