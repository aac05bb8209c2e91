using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Catalog.EndToEnd.Tests.Hosting;

/// <summary>The real server in a process of its own, on a port that was free. Its data outlives it when the folder is given again.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Everything it printed so far, to both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the server and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(string data, params string[] args) => StartAsync(new Dictionary<string, string>(), data, args);

    /// <summary>Starts the server with these environment variables beside those of the test.</summary>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> environment, string data, params string[] args)
    {
        var server = Launch(["--data", data, "--port", "0", .. args], environment);
        var ended = server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(server._listening.Task, ended).WaitAsync(Patience, TestContext.Current.CancellationToken) == ended)
        {
            throw new InvalidOperationException($"The server ended with {server._process.ExitCode} before it listened:\n{server.Output}");
        }

        server.Http = new HttpClient { BaseAddress = await server._listening.Task, Timeout = Patience };
        return server;
    }

    /// <summary>Starts the server with exactly these arguments and waits for its end; for starts that are refused.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        await using var server = Launch(args, new Dictionary<string, string>());
        await server._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        server._process.WaitForExit();
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>Ends it as a power cut would: no signal that it could catch.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks it to end, as Ctrl-C and a container's stop do, and gives its exit code.</summary>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

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

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        Http?.Dispose();
        _process.Dispose();
    }

    private static ServerProcess Launch(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        // Beside this test's own output folder: artifacts/bin/<project>/<configuration>/.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Catalog.Server", configuration, "Catalog.Server.dll");
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(program), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (Address().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^Listening on (https?://\S+)")]
    private static partial Regex Address();
}
