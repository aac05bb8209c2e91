using System.Net.Http.Json;
using Catalog.Testing;
using Catalog.Testing.Http;

namespace Catalog.Http.Tests.Golden;

/// <summary>A catalog that has been given the recording's input, step by step as its README says.</summary>
internal sealed class GoldenWorld : IAsyncDisposable
{
    private static readonly string[] Locations = ["two", "orphan", "goodbad", "nested", "placeholder", "broken", "mixed", "missing"];

    private GoldenWorld(StaticFileServer files, IRecordedCatalog catalog) => (Files, Catalog) = (files, catalog);

    public StaticFileServer Files { get; }

    public IRecordedCatalog Catalog { get; }

    /// <summary>Fills a catalog, which is started with the address of the files.</summary>
    public static async Task<GoldenWorld> CreateAsync(Func<string, Task<IRecordedCatalog>> start)
    {
        var files = await StaticFileServer.StartAsync(Fixtures.PathOf("golden/input/files"));
        files.Put("/orphan.yaml", Fixtures.Text("golden/input/files/orphan-before.yaml"));
        files.Put("/goodbad.yaml", Fixtures.Text("golden/input/files/goodbad-before.yaml"));
        var world = new GoldenWorld(files, await start(files.Host));
        await world.FillAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await Catalog.DisposeAsync();
        await Files.DisposeAsync();
    }

    private async Task FillAsync()
    {
        await Catalog.ProvideAsync("lab", Fixtures.JsonLines("golden/input/lab.jsonl").Select(e => e.GetRawText()));
        await Catalog.ProvideAsync("lab2", Fixtures.JsonLines("golden/input/lab2.jsonl").Select(e => e.GetRawText()));
        foreach (var location in Locations)
        {
            await PostAsync("/locations", new { type = "url", target = $"http://127.0.0.1:7099/{location}.yaml" });
        }

        Files.Put("/orphan.yaml", Fixtures.Text("golden/input/files/orphan-after.yaml"));
        await PostAsync("/refresh", new { entityRef = "component:default/file-stays" });
        Files.Put("/goodbad.yaml", Fixtures.Text("golden/input/files/goodbad-after.yaml"));
        await PostAsync("/refresh", new { entityRef = "component:default/file-goodbad" });
    }

    private async Task PostAsync(string path, object body)
    {
        using var response = await Catalog.Client.PostAsJsonAsync("/api/catalog" + path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await Catalog.SettleAsync();
    }
}
