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
/// silos in one process, each on a schema of its own and after 2,000 others. <c>ingestion [entities=20000]</c>.
/// </summary>
internal static class IngestionRun
{
    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 20_000;
        var folder = Directory.CreateTempSubdirectory("catalog-orleans-ingestion-");
        try
        {
            var input = await EntityFile.WriteAsync(Path.Combine(folder.FullName, "entities.jsonl"), new SyntheticCatalog(count));
            await using var postgres = await PostgresServer.CreateAsync("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            var alone = await InProcessAsync(postgres, input, count);
            foreach (var silos in (int[])[1, 3]) await OnSilosAsync(silos, postgres, input, count, alone);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> InProcessAsync(PostgresServer postgres, string input, int count)
    {
        await using var store = Store(postgres, "alone");
        var index = new CatalogIndex(store);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], []);
        await using var engine = new CatalogEngine(store, pipeline, index, [], new CatalogOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(null, CancellationToken.None);
        return await MeasureAsync("in-process host", engine, index, input, count);
    }

    private static async Task OnSilosAsync(int silos, PostgresServer postgres, string input, int count, double alone)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(silos, () => Store(postgres, $"silos{silos}"));
        var rate = await MeasureAsync($"{silos} silo(s)", cluster.Engine(0), cluster.Index(0), input, count);
        Console.WriteLine($"  {rate / alone:P0} of the in-process host; entities active on each silo: {string.Join(", ", await cluster.SpreadAsync())}");
    }

    private static async Task<double> MeasureAsync(string title, CatalogEngine engine, CatalogIndex index, string input, int count)
    {
        await engine.ApplyAsync("warm", new ProviderMutation.Full(new SyntheticCatalog(2_000, prefix: "warm-").Entities().Select(body => new ProvidedEntity(body)).ToAsyncEnumerable()), CancellationToken.None);
        await engine.SettledAsync(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var result = await engine.ApplyAsync("bench", new ProviderMutation.Full(EntityFile.ReadAsync(input)), CancellationToken.None);
        await index.AtLeastAsync(result.Sequence, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"{title}: {count / seconds:N0}/s ({seconds:N2} s, {used * 1e6 / count:N0} us of CPU each), changed {result.Changed:N0}, rejected {result.Rejected.Count:N0}, visible {index.Current.Count:N0}");
        return count / seconds;
    }

    private static PostgresCatalogStore Store(PostgresServer postgres, string schema) => new(new PostgresStoreOptions { ConnectionString = postgres.ConnectionString, Schema = schema });
}
