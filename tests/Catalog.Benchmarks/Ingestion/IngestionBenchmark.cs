using System.Diagnostics;
using Catalog.Grains.Hosting;
using Catalog.Grains.Providers;
using Catalog.Storage;
using Catalog.Storage.Postgres;
using Catalog.Storage.Sqlite;
using Catalog.Testing.Postgres;
using Catalog.Testing.Synthetic;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>
/// The engine in this process, without HTTP: a full mutation until all of it is durable and in the index, the first since the process has
/// started (and rehearsed, as the server does); the same again unchanged; one changed entity at a time until readers see it; the processor time of
/// a minute in which nothing happens; a full mutation of another provider with as many others, in what is a warm process by then; a restart.
/// On SQLite <c>ingestion [entities=50000] [directory=temp] [idle seconds=10]</c>; on a PostgreSQL of its own with the settings it comes with
/// <c>ingestion-postgres</c> with the same arguments, and then <see cref="FreshnessRun"/>. Entities of <see cref="SyntheticCatalog"/>, seed 1, read
/// from a JSON Lines file, so that making them is not measured. Beside the time it prints what was allocated and how often the collector ran
/// (young/middle/full).
/// </summary>
internal static class IngestionBenchmark
{
    public static Task RunAsync(string[] args) =>
        RunAsync(args, directory => new SqliteCatalogStore(new SqliteStoreOptions { Path = Path.Combine(directory, "catalog.db") }), (_, _) => Task.CompletedTask);

    public static async Task RunPostgresAsync(string[] args)
    {
        await using var server = await PostgresServer.CreateAsync().ConfigureAwait(false);
        await RunAsync(
            args, _ => new PostgresCatalogStore(new PostgresStoreOptions { ConnectionString = server.ConnectionString, Schema = "alone" }),
            (input, count) => FreshnessRun.RunAsync(server, input, count)).ConfigureAwait(false);
    }

    private static async Task RunAsync(string[] args, Func<string, ICatalogStore> open, Func<string, int, Task> then)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 50_000;
        var directory = Directory.CreateDirectory(args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), $"catalog-ingestion-{Environment.ProcessId}")).FullName;
        var idle = TimeSpan.FromSeconds(args.Length > 2 ? int.Parse(args[2]) : 10);
        try
        {
            var input = await EntityFile.WriteAsync(Path.Combine(directory, $"entities-{count}.jsonl"), new SyntheticCatalog(count)).ConfigureAwait(false);
            Console.WriteLine($"{count:N0} entities, {new FileInfo(input).Length / count:N0} bytes each on average");
            var others = await EntityFile.WriteAsync(Path.Combine(directory, $"others-{count}.jsonl"), new SyntheticCatalog(count, prefix: "other-")).ConfigureAwait(false);
            await MeasureAsync(input, others, directory, open, count, idle).ConfigureAwait(false);
            GC.Collect();
            await RestartAsync(directory, open).ConfigureAwait(false);
            await then(input, count).ConfigureAwait(false);
        }
        finally
        {
            if (args.Length < 2) Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string input, string others, string directory, Func<string, ICatalogStore> open, int count, TimeSpan idle)
    {
        await Rehearsal.IngestAsync(CancellationToken.None).ConfigureAwait(false);
        await using var system = await StartAsync(directory, open).ConfigureAwait(false);
        await FullAsync("full mutation, all new, first in this process", system, input, count).ConfigureAwait(false);
        await FullAsync("full mutation, nothing changed", system, input, count).ConfigureAwait(false);
        await FullAsync("full mutation, nothing changed, again", system, input, count).ConfigureAwait(false);
        await LatencyAsync(system, count).ConfigureAwait(false);
        await IdleAsync(idle).ConfigureAwait(false);
        await FullAsync("full mutation of another provider, as many others, all new", system, others, count, "others").ConfigureAwait(false);
        await system.Engine.ApplyAsync("others", new ProviderMutation.Full(AsyncEnumerable.Empty<ProvidedEntity>()), CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task FullAsync(string title, EngineUnderTest system, string input, int count, string provider = "bench")
    {
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var garbage = GarbageCount.Now();
        var result = await system.Engine.ApplyAsync(provider, new ProviderMutation.Full(EntityFile.ReadAsync(input)), CancellationToken.None).ConfigureAwait(false);
        await system.Index.AtLeastAsync(result.Sequence, CancellationToken.None).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine(
            $"{title}: {count / seconds:N0}/s ({seconds:N2} s, {used / seconds:N2} cores, {used * 1e6 / count:N1} us of CPU each), changed {result.Changed:N0}, removed {result.Removed:N0}, " +
            $"rejected {result.Rejected.Count:N0}, visible {system.Index.Current.Count:N0}, {garbage.Since(count)}, {Memory()}");
    }

    private static async Task LatencyAsync(EngineUnderTest system, int count)
    {
        var catalog = new SyntheticCatalog(count);
        var random = new Random(1);
        var times = new List<double>();
        for (var i = 0; i < 550; i++)
        {
            var body = catalog.Make("Component", random.Next(catalog.CountOf("Component")), revision: i + 1);
            var watch = Stopwatch.StartNew();
            var result = await system.Engine.ApplyAsync("bench", new ProviderMutation.Delta([new ProvidedEntity(body)], []), CancellationToken.None).ConfigureAwait(false);
            await system.Index.AtLeastAsync(result.Sequence, CancellationToken.None).ConfigureAwait(false);
            if (i >= 50) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"one changed entity until visible: p50 {times[250]:N2} ms, p95 {times[475]:N2} ms, max {times[^1]:N2} ms");
    }

    private static async Task IdleAsync(TimeSpan idle)
    {
        GC.Collect();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(idle).ConfigureAwait(false);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Console.WriteLine($"idle for {idle.TotalSeconds:N0} s: {used / idle:P2} of a core, {Memory()}");
    }

    private static Task<EngineUnderTest> StartAsync(string directory, Func<string, ICatalogStore> open)
    {
        var store = open(directory);
        return EngineUnderTest.StartAsync(store, store is SqliteCatalogStore ? Path.Combine(directory, "catalog.db.index") : null);
    }

    private static async Task RestartAsync(string directory, Func<string, ICatalogStore> open)
    {
        var watch = Stopwatch.StartNew();
        await using var system = await StartAsync(directory, open).ConfigureAwait(false);
        var started = watch.Elapsed.TotalSeconds;
        await system.Engine.SettledAsync(CancellationToken.None).ConfigureAwait(false);
        Console.WriteLine($"restart: {started:N2} s to {system.Index.Current.Count:N0} visible entities, settled after {watch.Elapsed.TotalSeconds:N2} s, {Memory()}");
    }

    private static string Memory()
    {
        using var process = Process.GetCurrentProcess();
        return $"resident {process.WorkingSet64 >> 20:N0} MB, peak {process.PeakWorkingSet64 >> 20:N0} MB";
    }
}
