using Catalog.Benchmarks.Http;
using Catalog.Benchmarks.Index;
using Catalog.Benchmarks.Ingestion;
using Catalog.Benchmarks.Model;
using Catalog.Benchmarks.Processing;
using Catalog.Benchmarks.Storage;

// Every measurement of the project, one name each; each class says at its top what it measures and how to run it.
var benchmarks = new SortedDictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["http"] = BatteryRun.RunAsync,
    ["http-churn"] = BatteryRun.RunWithChurnAsync,
    ["index"] = IndexBenchmark.RunAsync,
    ["ingestion"] = IngestionBenchmark.RunAsync,
    ["ingestion-http"] = HttpIngestionBenchmark.RunAsync,
    ["ingestion-hub"] = HubBenchmark.RunAsync,
    ["ingestion-postgres"] = IngestionBenchmark.RunPostgresAsync,
    ["ingestion-url"] = UrlBenchmark.RunAsync,
    ["model"] = ModelBenchmark.RunAsync,
    ["processing"] = PipelineRun.RunAsync,
    ["serve"] = ServeRun.RunAsync,
    ["storage"] = StorageBenchmark.RunSqliteAsync,
    ["storage-postgres"] = StorageBenchmark.RunPostgresAsync,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Catalog.Benchmarks -- <{string.Join('|', benchmarks.Keys)}> [arguments]");
    return 2;
}

await run(args[1..]);
return 0;
