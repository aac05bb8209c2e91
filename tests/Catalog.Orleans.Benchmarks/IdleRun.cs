using Catalog.Orleans.Entities;
using Catalog.Storage.InMemory;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// What an idle entity costs a silo while it is active: entities that nobody holds are woken, so that there is no record beside it.
/// <c>idle [entities=50000]</c>.
/// </summary>
internal static class IdleRun
{
    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 50_000;
        await using var cluster = await BenchmarkCluster.StartAsync(1, () => new InMemoryCatalogStore());
        await WakeAsync(cluster, "warm", 2_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await WakeAsync(cluster, "idle", count);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{count:N0} idle activations: {(after - before) / count:N0} bytes each, directory entry and key included; at work in the engine: {cluster.Engine(0).Live}");
    }

    private static async Task WakeAsync(BenchmarkCluster cluster, string name, int count)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, _) => await cluster.Client.GetGrain<IEntityGrain>($"component:default/{name}-{i}").TellAsync(new EntityCall(EntityCallKind.Wake), patience: 0, token: long.MaxValue));
    }
}
