using System.Net;
using System.Text;
using System.Text.Json;
using Catalog.Testing.Servers;

namespace Catalog.EndToEnd.Tests.Hosting;

/// <summary>The real server in a process of its own, on a port that was free. Its data outlives it when the folder is given again.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CatalogProcess _process;

    private ServerProcess(CatalogProcess process) => _process = process;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Everything it printed so far, to both streams.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the server and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(string data, params string[] args) => StartAsync(new Dictionary<string, string>(), data, args);

    /// <summary>Starts the server with these environment variables beside those of the test.</summary>
    public static Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> environment, string data, params string[] args) =>
        StartAsync(CatalogProcess.Launch(["--data", data, "--port", "0", .. args], environment));

    /// <summary>Starts a server that keeps its catalog where its configuration says.</summary>
    public static Task<ServerProcess> StartClusteredAsync(params string[] args) => StartClusteredAsync(new Dictionary<string, string>(), args);

    /// <summary>The same with these environment variables.</summary>
    public static Task<ServerProcess> StartClusteredAsync(IReadOnlyDictionary<string, string> environment, params string[] args) =>
        StartAsync(CatalogProcess.Launch(["--port", "0", .. args], environment));

    private static async Task<ServerProcess> StartAsync(CatalogProcess process)
    {
        var server = new ServerProcess(process);
        try
        {
            server.Http = new HttpClient { BaseAddress = await server._process.ListeningAsync(TestContext.Current.CancellationToken), Timeout = Patience };
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server with exactly these arguments and waits for its end; for starts that are refused.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        await using var server = CatalogProcess.Launch(args);
        return (await server.ExitedAsync(TestContext.Current.CancellationToken), server.Output);
    }

    /// <summary>Ends it as a power cut would: no signal that it could catch.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end, as Ctrl-C and a container's stop do, and gives its exit code.</summary>
    public Task<int> StopAsync(string signal = "TERM") => _process.StopAsync(signal, TestContext.Current.CancellationToken);

    /// <summary>Sends it a signal: <c>STOP</c> pauses it, <c>CONT</c> lets it go on.</summary>
    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"GET {path}: {(int)answer.StatusCode} {text}\n{Output}");
        return JsonElement.Parse(text);
    }

    /// <summary>All entities, or those that a filter matches.</summary>
    public async Task<IReadOnlyList<JsonElement>> EntitiesAsync(string? filter = null) =>
        [.. (await GetAsync("/api/catalog/entities" + (filter is null ? "" : "?filter=" + Uri.EscapeDataString(filter)))).EnumerateArray()];

    public async Task<JsonElement?> FindAsync(string kind, string name)
    {
        using var answer = await Http.GetAsync($"/api/catalog/entities/by-name/{kind}/default/{name}", TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Registers a url and gives status and body.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> RegisterAsync(string target, string type = "url", bool dryRun = false)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { type, target }), Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(
            "/api/catalog/locations" + (dryRun ? "?dryRun=true" : ""), content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask DisposeAsync()
    {
        Http?.Dispose();
        return _process.DisposeAsync();
    }
}
