using System.Net;
using Catalog.EndToEnd.Tests.Recorded;
using Catalog.Orleans.Tests.Support;
using Catalog.Testing;
using Catalog.Testing.Http;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Real public catalog files, registered on one silo, become on every silo what a real Backstage catalog made of them.</summary>
public sealed class RecordedTests
{
    private static readonly string[] Files = ["backstage-examples/all.yaml", "backstage-examples/acme-corp.yaml"];

    // The recorded server knew no API without a definition; this one knows mcp-server with remotes.
    private const string OursAlone = "api:default/github-mcp-server";

    [Fact]
    public async Task The_54_entities_of_the_examples()
    {
        await using var web = await StaticFileServer.StartAsync(Fixtures.Data);
        var expected = RecordedEntities.Read("golden/examples.jsonl", web.BaseUrl);
        await using var silos = await SiloProcesses.StartAsync(2, web.Host);
        foreach (var file in Files) Assert.Equal(HttpStatusCode.Created, await silos.Running[0].RegisterAsync(web.Url(file)));

        foreach (var silo in silos.Running)
        {
            SortedDictionary<string, string> actual = [];
            await TestSilos.UntilAsync(async () =>
            {
                actual = RecordedEntities.ByRef(await silo.EntitiesAsync());
                actual.Remove(OursAlone);
                return actual.Count >= expected.Count;
            });
            Assert.Equal(expected.Keys, actual.Keys);
            Assert.All(expected, entity => Assert.Equal(entity.Value, actual[entity.Key]));
        }
    }
}
