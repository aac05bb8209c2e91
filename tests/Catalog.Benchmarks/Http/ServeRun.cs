using System.Diagnostics;
using System.Globalization;
using Catalog.Benchmarks.Ingestion;
using Catalog.Benchmarks.Index;
using Catalog.Grains;
using Catalog.Grains.Hosting;
using Catalog.Http;
using Catalog.Http.Health;
using Catalog.Http.Unprocessed;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Catalog.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// Serves a made-up catalog in the shape of the largest one known from a real SQLite file, put together as the server does, for the battery
/// to be run against from another process. The file is written first when it is not there. Prints how long the start took and what is resident.
/// </summary>
/// <example><c>dotnet run -c Release --project tests/Catalog.Benchmarks -- serve /tmp/catalog-740000.db 740000 7107</c></example>
internal static class ServeRun
{
    private const int Batch = 1000;

    public static async Task RunAsync(string[] args)
    {
        var (path, count, port) = (args[0], Number(args[1]), Number(args[2]));
        await using var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path });
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn.WithKinds(["Subcomponent"]), [], []);
        if (!File.Exists(path))
        {
            await FillAsync(store, pipeline, new SyntheticCatalog(count));
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore().AddLogging();
        var index = new CatalogIndex(store, args.Length > 3 ? new IndexOptions { EntityCacheBytes = Number(args[3]) * 1024L * 1024 } : null);
        var invisible = new InvisibleEntities();
        await using var engine = new CatalogEngine(
            store, pipeline, index, [invisible], new CatalogOptions { CheckpointPath = path + ".index" }, TimeProvider.System, NullLoggerFactory.Instance);
        builder.Services.AddSingleton<ICatalogEngine>(engine).AddSingleton(index).AddSingleton(invisible).AddCatalogHttp(new CatalogHttpOptions());
        await using var app = builder.Build();
        app.MapCatalogHttp();

        var (start, cpu, garbage) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GarbageCount.Now());
        await engine.StartAsync(null, CancellationToken.None);
        app.Services.GetRequiredService<CatalogReadiness>().SetReady();
        Console.WriteLine($"{index.Current.Count} entities ready after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s of processor; {garbage.Since(index.Current.Count)}; resident {Environment.WorkingSet / 1e6:0} MB");
        await app.StartAsync();
        await Rehearsal.ListAsync(index.Current, CancellationToken.None);
        await app.WaitForShutdownAsync();
        Console.WriteLine($"resident at the end {Environment.WorkingSet / 1e6:0} MB");
    }

    /// <summary>Writes the records as processing would have left them, so that the start finds nothing to do.</summary>
    private static async Task FillAsync(SqliteCatalogStore store, ProcessingPipeline pipeline, SyntheticCatalog catalog)
    {
        var start = Stopwatch.GetTimestamp();
        await store.InitializeAsync(CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, catalog.Count).Chunk(Batch))
        {
            await store.CommitAsync(new CommitBatch { Records = [.. chunk.Select(i => Processed(catalog.Entry(i, 0).Record!, pipeline))] }, CancellationToken.None);
        }

        Console.WriteLine($"{catalog.Count} records written in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
    }

    private static EntityRecord Processed(EntityRecord record, ProcessingPipeline pipeline) => record with
    {
        Processing = ProcessingState.Never with { InputHash = pipeline.InputHash(record.UnprocessedHash) },
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
