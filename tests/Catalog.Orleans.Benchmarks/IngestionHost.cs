using System.Diagnostics;
using System.Text.Json;
using Catalog.Benchmarks.Ingestion;
using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage.Postgres;
using Catalog.Testing.Synthetic;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// The process in which <see cref="IngestionRun"/> has hosts of one kind: <c>ingestion-host SILOS INPUT ENTITIES CONNECTION</c>. In, one line for each run:
/// the schema, an empty one. Out, one line for each: what was <see cref="Measured"/>, after 2,000 other entities.
/// </summary>
internal static class IngestionHost
{
    public const string Name = "ingestion-host";

    public static async Task RunAsync(string[] args)
    {
        var (silos, input, count, connection) = (int.Parse(args[0]), args[1], int.Parse(args[2]), args[3]);
        while (await Console.In.ReadLineAsync() is { } schema)
        {
            var measured = await MeasureAsync(silos, () => new PostgresCatalogStore(new PostgresStoreOptions { ConnectionString = connection, Schema = schema }), input, count);
            Console.WriteLine(JsonSerializer.Serialize(measured));
            GC.Collect();
        }
    }

    private static Task<Measured> MeasureAsync(int silos, Func<PostgresCatalogStore> store, string input, int count) =>
        silos == 0 ? InProcessAsync(store, input, count) : OnSilosAsync(silos, store, input, count);

    private static async Task<Measured> InProcessAsync(Func<PostgresCatalogStore> open, string input, int count)
    {
        await using var store = open();
        var index = new CatalogIndex(store);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], []);
        await using var engine = new CatalogEngine(store, pipeline, index, [], new CatalogOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(null, CancellationToken.None);
        return await MeasureAsync(0, engine, index, input, count);
    }

    private static async Task<Measured> OnSilosAsync(int silos, Func<PostgresCatalogStore> store, string input, int count)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(silos, store);
        return await MeasureAsync(silos, cluster.Engine(0), cluster.Index(0), input, count) with { Spread = await cluster.SpreadAsync() };
    }

    private static async Task<Measured> MeasureAsync(int silos, CatalogEngine engine, CatalogIndex index, string input, int count)
    {
        await engine.ApplyAsync("warm", new ProviderMutation.Full(new SyntheticCatalog(2_000, prefix: "warm-").Entities().Select(body => new ProvidedEntity(body)).ToAsyncEnumerable()), CancellationToken.None);
        await engine.SettledAsync(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var (cpu, garbage) = (Process.GetCurrentProcess().TotalProcessorTime, GarbageCount.Now());
        var result = await engine.ApplyAsync("bench", new ProviderMutation.Full(EntityFile.ReadAsync(input)), CancellationToken.None);
        await index.AtLeastAsync(result.Sequence, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        if (result.Changed != count || result.Rejected.Count > 0) throw new InvalidOperationException($"{result.Changed} of {count} changed, {result.Rejected.Count} were rejected.");
        using var process = Process.GetCurrentProcess();
        return new Measured(silos, count / seconds, (process.TotalProcessorTime - cpu).TotalSeconds * 1e6 / count, garbage.Since(count), process.PeakWorkingSet64 / 1e6, []);
    }

    /// <summary>One run: entities a second, microseconds of processor for each, and how many megabytes were resident at most so far.</summary>
    public sealed record Measured(int Silos, double Rate, double Cpu, string Garbage, double Resident, IReadOnlyList<int> Spread);
}
