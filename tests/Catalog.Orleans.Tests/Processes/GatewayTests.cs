using System.Text;
using Catalog.Client;
using Catalog.Client.Http;
using Catalog.Client.Orleans;
using Catalog.Client.Queries;
using Catalog.Orleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>The typed client over Orleans says what it says over HTTP.</summary>
public sealed class GatewayTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_transports_tell_the_same()
    {
        await using var silos = await SiloProcesses.StartAsync(2);
        using var host = silos.CreateClient();
        await host.StartAsync(Cancelled);
        var byOrleans = OrleansCatalog.Connect(host.Services.GetRequiredService<IClusterClient>(), token: null);
        var byHttp = new HttpCatalogClient(silos.Running[0].Http);

        var submitted = await byOrleans.SubmitAsync("ci", Component("shop"), Cancelled);
        Assert.Equal("component:default/shop", submitted.EntityRef);
        foreach (var silo in silos.Running) await TestSilos.UntilAsync(async () => (await silo.NamesAsync()).Contains("shop"));

        var (one, other) = (await byHttp.GetAsync("component:shop", Cancelled), await byOrleans.GetAsync("component:shop", Cancelled));
        Assert.Equal(one!.Metadata.Etag, other!.Metadata.Etag);
        Assert.Equal((await byHttp.InspectAsync("component:shop", Cancelled))!.Record!.Uid, (await byOrleans.InspectAsync("component:shop", Cancelled))!.Record!.Uid);
        Assert.Equal("shop", Assert.Single((await byOrleans.QueryAsync(new EntityQuery { Where = EntityPredicate.Is("kind", "component") }, Cancelled)).Items).Metadata.Name);
        Assert.Equal(1, Assert.Single((await byOrleans.FacetsAsync(["spec.type"], cancellationToken: Cancelled))["spec.type"]).Count);
        Assert.Single((await byOrleans.GraphAsync(new GraphQuery("component:default/shop"), Cancelled)).Nodes);
        Assert.True(await byOrleans.RefreshAsync("component:shop", Cancelled));
        Assert.Null(await byOrleans.GetAsync("component:none", Cancelled));
        var refused = await Assert.ThrowsAsync<CatalogException>(() => byOrleans.SubmitAsync("other", Component("shop"), Cancelled));
        Assert.Equal("InputError", refused.Error.Name);
        Assert.True(await byOrleans.WithdrawAsync("ci", "component:shop", Cancelled));
    }

    private static byte[] Component(string name) => Encoding.UTF8.GetBytes(
        $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"{{{name}}}"},"spec":{"type":"service","lifecycle":"x","owner":"o"}}""");
}
