using Catalog.Orleans.Benchmarks;

// What the Orleans host costs beside the in-process one; each class says at its top what it measures.
var benchmarks = new SortedDictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["by-name"] = ByNameRun.RunAsync,
    ["figures"] = FiguresAsync,
    ["idle"] = IdleRun.RunAsync,
    ["ingestion"] = IngestionRun.RunAsync,
    [IngestionHost.Name] = IngestionHost.RunAsync,
};

if (args.Length == 0 || (args[0] != "all" && !benchmarks.ContainsKey(args[0])))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Catalog.Orleans.Benchmarks -- <all|{string.Join('|', benchmarks.Keys)}> [arguments]");
    return 2;
}

foreach (var (name, run) in benchmarks)
{
    if (args[0] == name || (args[0] == "all" && name is not ("figures" or IngestionHost.Name))) await run(args[1..]);
}

return 0;

// What the issue asks for, in one go: figures [entities=50000] [rounds=3].
static async Task FiguresAsync(string[] args)
{
    var (entities, rounds) = (args.Length > 0 ? args[0] : "50000", args.Length > 1 ? args[1] : "3");
    await IngestionRun.RunAsync([entities, rounds]);
    await ByNameRun.RunAsync([]);
    await IdleRun.RunAsync([entities]);
}
