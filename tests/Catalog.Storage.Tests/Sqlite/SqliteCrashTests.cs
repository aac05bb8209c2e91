using System.Diagnostics;
using Catalog.Storage.CrashWriter;
using Catalog.Storage.Sqlite;
using Catalog.Storage.Tests.Kit;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>
/// Kills a process in the middle of its commits, again and again on the same database: what it acknowledged is there, no batch is there in half.
/// CATALOG_CRASH_RUNS sets how often (6).
/// </summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Seed = 20261121;
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task KilledWriter_LosesNothingItAcknowledged_AndLeavesNoHalfBatch()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("CATALOG_CRASH_RUNS") ?? "6");
        var path = _directory.File("catalog.db");
        var random = new Random(Seed);
        var acknowledged = 0;
        for (var run = 0; run < runs; run++)
        {
            acknowledged = await RunAndKillAsync(path, acknowledged + random.Next(1, 400), random.Next(2000));
            await VerifyAsync(path, acknowledged, run);
        }
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Lets the writer work until it has acknowledged a batch, and some microseconds more.</summary>
    private static async Task<int> RunAndKillAsync(string path, int batch, int spins)
    {
        var writer = Path.Combine(AppContext.BaseDirectory, "Catalog.Storage.CrashWriter.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [writer, path, $"{Seed}"]) { RedirectStandardOutput = true })!;
        try
        {
            var acknowledged = 0;
            while (acknowledged < batch)
            {
                var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                acknowledged = int.Parse(line!.Split(' ')[0]);
            }

            Thread.SpinWait(spins * 100);
            process.Kill();
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } late)
            {
                // The last line may be cut off by the kill.
                if (int.TryParse(late.Split(' ')[0], out var step) && late.Contains(' ')) acknowledged = Math.Max(acknowledged, step);
            }

            return acknowledged;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task VerifyAsync(string path, int acknowledged, int run)
    {
        await using var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path });
        await store.InitializeAsync(TestContext.Current.CancellationToken);
        var script = new CrashScript(Seed);
        var committed = await script.SkipCommittedAsync(store);
        Assert.True(committed == acknowledged || committed == acknowledged + 1, $"run {run}: acknowledged {acknowledged}, found {committed}");
        var found = new List<string>();
        await foreach (var entry in store.ReadFeedAsync(0, 0, TestContext.Current.CancellationToken))
        {
            var whole = (await store.GetAsync([entry.Ref], TestContext.Current.CancellationToken))[0];
            found.Add(CrashScript.Line(new FeedEntry(entry.Sequence, entry.Ref, whole)));
        }

        Assert.Equal(script.Expected(), found);
        Assert.Equal(script.Last, await store.GetLastSequenceAsync(TestContext.Current.CancellationToken));
    }
}
