using System.Text;
using Catalog.Client;
using Catalog.Client.Http;
using Catalog.Client.Queries;
using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.Clients;

/// <summary>The typed client against the real server: what only this server offers. The rest is compared with recorded answers in its own tests.</summary>
public sealed class TypedClientTests : IDisposable
{
    private readonly Workplace _place = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_is_submitted_is_found_inspected_and_withdrawn()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", _place.Write("app-config.yaml", ""));
        var catalog = new HttpCatalogClient(server.Http);

        var submitted = await catalog.SubmitAsync("ci", Component("shop", "group:default/team"), Cancelled);
        Assert.Equal(("component:default/shop", true), (submitted.EntityRef, submitted.Changed));
        Assert.False((await catalog.SubmitAsync("ci", Component("shop", "group:default/team"), Cancelled)).Changed);
        Assert.Equal("component:default/shop", (await catalog.GetAsync("component:shop", Cancelled))!.Ref);

        var inspection = await catalog.InspectAsync("component:shop", Cancelled);
        Assert.True(inspection!.Visible);
        Assert.Equal(submitted.Sequence, inspection.Sequence);
        Assert.Equal("provider:push:ci", Assert.Single(inspection.Record!.Sources));
        Assert.False((await catalog.InspectAsync("group:team", Cancelled))!.Visible);
        Assert.Null(await catalog.InspectAsync("group:nobody", Cancelled));

        Assert.True(await catalog.WithdrawAsync("ci", "component:shop", Cancelled));
        Assert.False(await catalog.WithdrawAsync("ci", "component:shop", Cancelled));
        Assert.Null(await catalog.GetAsync("component:shop", Cancelled));
    }

    [Fact]
    public async Task A_graph_is_got_at_once()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", _place.Write("app-config.yaml", ""));
        var catalog = new HttpCatalogClient(server.Http);
        await catalog.SubmitAsync("ci", Component("shop", "component:cart"), Cancelled);
        await catalog.SubmitAsync("ci", Component("cart", "component:till"), Cancelled);
        await catalog.SubmitAsync("ci", Component("till", "component:none"), Cancelled);

        var graph = await catalog.GraphAsync(new GraphQuery("component:default/shop") { Relations = ["dependsOn"], Direction = GraphDirection.Outgoing, Depth = 2 }, Cancelled);
        Assert.Equal([("component:default/shop", 0), ("component:default/cart", 1), ("component:default/till", 2)], graph.Nodes.Select(n => (n.EntityRef, n.Depth)));
        Assert.Contains(graph.Edges, e => (e.Source, e.Type, e.Target) == ("component:default/shop", "dependsOn", "component:default/cart"));
        Assert.False(graph.Truncated);
    }

    [Fact]
    public async Task Who_watches_is_told_what_changes_and_can_go_on_later()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", _place.Write("app-config.yaml", ""));
        var catalog = new HttpCatalogClient(server.Http);
        var before = await catalog.SubmitAsync("ci", Component("shop", "component:x"), Cancelled);
        await using var watching = catalog.WatchAsync(before.Sequence, Cancelled).GetAsyncEnumerator(Cancelled);
        var next = watching.MoveNextAsync().AsTask();
        await catalog.SubmitAsync("ci", Component("cart", "component:x"), Cancelled);
        Assert.True(await next);
        Assert.Equal(("component:default/cart", false), (watching.Current.EntityRef, watching.Current.Deleted));

        await catalog.WithdrawAsync("ci", "component:shop", Cancelled);
        Assert.True(await watching.MoveNextAsync());
        Assert.Equal(("component:default/shop", true), (watching.Current.EntityRef, watching.Current.Deleted));
        Assert.Equal(["component:default/cart", "component:default/shop"], await catalog.WatchAsync(0, Cancelled).Take(2).Select(c => c.EntityRef).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task Watching_from_now_on_tells_nothing_older()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", _place.Write("app-config.yaml", ""));
        var catalog = new HttpCatalogClient(server.Http);
        await catalog.SubmitAsync("ci", Component("shop", "component:x"), Cancelled);
        await using var watching = catalog.WatchAsync(cancellationToken: Cancelled).GetAsyncEnumerator(Cancelled);
        var next = watching.MoveNextAsync().AsTask();
        for (var i = 0; !next.IsCompleted; i++) await catalog.SubmitAsync("ci", Component("cart", $"component:x{i}"), Cancelled);
        Assert.True(await next);
        Assert.Equal("component:default/cart", watching.Current.EntityRef);
    }

    [Fact]
    public async Task What_cannot_be_submitted_is_said()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", _place.Write("app-config.yaml", ""));
        var catalog = new HttpCatalogClient(server.Http);
        await catalog.SubmitAsync("one", Component("shop", "component:x"), Cancelled);
        Assert.Equal("InputError", (await Assert.ThrowsAsync<CatalogException>(() => catalog.SubmitAsync("two", Component("shop", "component:x"), Cancelled))).Error.Name);
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.SubmitAsync("one", "{}"u8.ToArray(), Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.SubmitAsync("one", "no json"u8.ToArray(), Cancelled));
    }

    private static byte[] Component(string name, string dependsOn) => Encoding.UTF8.GetBytes(
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}"},"spec":{"type":"service","lifecycle":"x","owner":"team","dependsOn":["{{{dependsOn}}}"]}}""");
}
