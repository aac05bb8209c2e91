using System.Text;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Http;

namespace Catalog.EndToEnd.Tests.Durability;

public sealed class RestartTests : IDisposable
{
    private const int Files = 40;
    private const int EntitiesPerFile = 25;
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_second_start_answers_from_the_stored_data_at_once_although_the_source_is_gone()
    {
        await using var web = await StaticFileServer.StartAsync();
        var config = Config(web);
        var url = web.Put("/all.yaml", Yaml.Components(["a", "b", "c"]));
        IReadOnlyList<string> before;
        await using (var first = await ServerProcess.StartAsync(_place.Data, "--config", config))
        {
            await first.RegisterAsync(url);
            before = await Eventually.Async(() => UidsAsync(first), seen => seen.Count == 4, "three components and their location");
            Assert.Equal(0, await first.StopAsync());
        }

        Assert.True(File.Exists(_place.Data + ".index"), "no checkpoint of the index");
        web.Hang("/all.yaml");
        await using var second = await ServerProcess.StartAsync(_place.Data, "--config", config);

        Assert.Equal(before, await UidsAsync(second));
    }

    [Fact]
    public async Task A_source_that_changed_while_the_server_was_down_is_read_again_in_the_background()
    {
        var file = _place.Write("one.yaml", Yaml.Component("one", owner: "before"));
        await using (var first = await ServerProcess.StartAsync(_place.Data, "--location", file))
        {
            await Eventually.Async(() => first.FindAsync("component", "one"), found => found is not null, "one");
            await first.StopAsync();
        }

        _place.Write("one.yaml", Yaml.Component("one", owner: "after"));
        await using var second = await ServerProcess.StartAsync(_place.Data, "--location", file);

        await Eventually.Async(
            async () => (await second.FindAsync("component", "one"))?.GetProperty("spec").GetProperty("owner").GetString(), owner => owner == "after", "the new owner");
    }

    [Fact]
    public async Task A_location_that_is_no_longer_configured_takes_its_entities_with_it()
    {
        var one = _place.Write("one.yaml", Yaml.Component("one"));
        var two = _place.Write("two.yaml", Yaml.Component("two"));
        await using (var first = await ServerProcess.StartAsync(_place.Data, "--location", one, "--location", two))
        {
            await Eventually.Async(() => first.FindAsync("component", "two"), found => found is not null, "two");
            await first.StopAsync();
        }

        await using var second = await ServerProcess.StartAsync(_place.Data, "--location", one);

        await Eventually.Async(() => second.FindAsync("component", "two"), found => found is null, "two to go");
        Assert.NotNull(await second.FindAsync("component", "one"));
    }

    [Fact]
    public async Task Killed_at_random_moments_while_it_ingests_it_has_everything_again_that_was_visible()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var web = await StaticFileServer.StartAsync();
        var config = Config(web);
        List<string> urls = [.. Enumerable.Range(0, Files).Select(file =>
            web.Put($"/{file}.yaml", Yaml.Components(Enumerable.Range(0, EntitiesPerFile).Select(i => $"c-{file}-{i}"))))];
        var registered = 0;
        IReadOnlyList<string> visible = [];

        for (var round = 0; round < 6; round++)
        {
            await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);
            Assert.Empty(visible.Except(await UidsAsync(server)));

            var enough = visible.Count + random.Next(1, Files * EntitiesPerFile / 6);
            using var ingesting = new CancellationTokenSource();
            var register = RegisterAllAsync(server, urls, registered, ingesting.Token);
            visible = await Eventually.Async(() => UidsAsync(server), seen => seen.Count >= Math.Min(enough, Files * (EntitiesPerFile + 1)), "some more entities");
            await server.KillAsync();
            await ingesting.CancelAsync();
            registered = await register;
        }

        await using var last = await ServerProcess.StartAsync(_place.Data, "--config", config);
        Assert.Empty(visible.Except(await UidsAsync(last)));
        await RegisterAllAsync(last, urls, 0, CancellationToken.None);
        await Eventually.Async(() => UidsAsync(last), seen => seen.Count == Files * (EntitiesPerFile + 1), "the whole catalog");
    }

    /// <summary>Registers from the given number on, until the server dies; gives how many were acknowledged.</summary>
    private static async Task<int> RegisterAllAsync(ServerProcess server, List<string> urls, int from, CancellationToken cancellationToken)
    {
        for (var i = from; i < urls.Count && !cancellationToken.IsCancellationRequested; i++)
        {
            try
            {
                await server.RegisterAsync(urls[i]);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return i;
            }
        }

        return urls.Count;
    }

    private static async Task<IReadOnlyList<string>> UidsAsync(ServerProcess server)
    {
        var entities = await server.GetAsync("/api/catalog/entities?fields=metadata.uid,metadata.name,kind");
        return [.. entities.EnumerateArray().Select(e => e.GetProperty("metadata")).Select(m => $"{m.GetProperty("name")} {m.GetProperty("uid")}").Order(StringComparer.Ordinal)];
    }

    private string Config(StaticFileServer web) =>
        _place.Write("app-config.yaml", Encoding.UTF8.GetBytes($"backend: {{ reading: {{ allow: [{{ host: '{web.Host}' }}] }} }}\ncatalog: {{ index: {{ checkpointFrom: 1 }} }}\n"));
}
