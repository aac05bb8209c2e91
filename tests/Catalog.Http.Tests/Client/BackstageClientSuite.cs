using System.Diagnostics;
using System.Text.Json;
using Catalog.Http.Tests.Golden;
using Catalog.Testing;

namespace Catalog.Http.Tests.Client;

/// <summary>The real Backstage client, driven through every one of its methods, gives what it gave when the answers were recorded.</summary>
public abstract class BackstageClientSuite(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Fixtures.Root, "..", "Catalog.Http.Tests", "Client");

    [Fact]
    public async Task Every_method_of_the_client_gives_what_was_recorded()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "the client is not installed: run npm install in tests/Catalog.Http.Tests/Client");
        Assert.SkipUnless(HasNode(), "node is missing on this machine");
        await using var world = await GoldenWorld.CreateAsync(StartAsync);
        var checks = await DriveAsync(world.Catalog.Url);
        foreach (var check in checks)
        {
            output.WriteLine($"{(Wrong(check) is null ? "same" : "DIFFERS"),-8} {check.GetProperty("method")}: {check.GetProperty("check")}");
        }

        var failures = checks.Where(c => Wrong(c) is not null).Select(c => $"{c.GetProperty("method")}, {c.GetProperty("check")}: {Wrong(c)}");
        Assert.True(!failures.Any(), string.Join("\n\n", failures));
        Assert.True(checks.Count > 40, $"Only {checks.Count} checks ran.");
    }

    /// <summary>Starts the catalog, which finds the recording's files at a host and port.</summary>
    private protected abstract Task<IRecordedCatalog> StartAsync(string files);

    private static string? Wrong(JsonElement check) => check.TryGetProperty("wrong", out var wrong) ? wrong.GetString() : null;

    private static async Task<List<JsonElement>> DriveAsync(Uri url)
    {
        var start = new ProcessStartInfo("node", ["drive.js", url.GetLeftPart(UriPartial.Authority), Fixtures.PathOf("golden/golden.jsonl")])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
    }

    private static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")));
}
