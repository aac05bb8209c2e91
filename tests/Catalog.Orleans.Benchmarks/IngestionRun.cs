using System.Diagnostics;
using Catalog.Benchmarks.Ingestion;
using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Catalog.Testing.Synthetic;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// A full mutation on PostgreSQL until all of it is durable and in the index of the engine that was asked: the in-process host, one silo, three
/// silos in one process, in turn, each on a schema of its own and after 2,000 others. <c>ingestion [entities=20000] [rounds=1] [hosts=0,1,3]</c>,
/// where a host is its number of silos, 0 for the in-process one.
/// </summary>
internal static class IngestionRun
{
    public static async Task RunAsync(string[] args)
    {
        var (count, rounds) = (args.Length > 0 ? int.Parse(args[0]) : 20_000, args.Length > 1 ? int.Parse(args[1]) : 1);
        int[] hosts = args.Length > 2 ? [.. args[2].Split(',').Select(int.Parse)] : [0, 1, 3];
        var folder = Directory.CreateTempSubdirectory("catalog-orleans-ingestion-");
        try
        {
            var input = await EntityFile.WriteAsync(Path.Combine(folder.FullName, "entities.jsonl"), new SyntheticCatalog(count));
            await using var postgres = await PostgresServer.CreateAsync("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            var measured = new List<Measured>();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var silos in hosts) measured.Add(await MeasureAsync(silos, Store(postgres, $"round{round}silos{silos}"), input, count));
            }

            Tell(measured, count, rounds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(List<Measured> measured, int count, int rounds)
    {
        Console.WriteLine($"\nIngestion of {count:N0} on PostgreSQL, the middle of {rounds} in turn\n\n| host | entities/s | of the in-process host | of one silo | us of CPU each | entities active on each silo |\n|---|---|---|---|---|---|");
        var middle = measured.GroupBy(m => m.Silos).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Rate).ElementAt(rounds / 2));
        foreach (var (silos, m) in middle.OrderBy(m => m.Key))
        {
            Console.WriteLine($"| {(silos == 0 ? "in process" : $"{silos} silo(s)")} | {m.Rate:N0} | {Of(0)} | {Of(1)} | {m.Cpu:N0} | {string.Join(", ", m.Spread.Select(s => s.ToString("N0")))} |");
            string Of(int other) => middle.TryGetValue(other, out var o) ? $"{m.Rate / o.Rate:P0}" : "";
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
        var measured = new Measured(silos, count / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds * 1e6 / count, []);
        Console.WriteLine($"{silos} silo(s): {measured.Rate:N0}/s ({seconds:N2} s, {measured.Cpu:N0} us of CPU each; {garbage.Since(count)})");
        return measured;
    }

    private static Func<PostgresCatalogStore> Store(PostgresServer postgres, string schema) =>
        () => new PostgresCatalogStore(new PostgresStoreOptions { ConnectionString = postgres.ConnectionString, Schema = schema });

    /// <summary>One run.</summary>
    private sealed record Measured(int Silos, double Rate, double Cpu, IReadOnlyList<int> Spread);
}
