using System.Diagnostics;
using Catalog.Storage;
using Catalog.Storage.Sqlite;

namespace Catalog.Benchmarks.Storage;

/// <summary>
/// What the SQLite store does alone: loading, committing by batch size on the loaded store, reading the feed, reading bodies.
/// <c>storage [entities=740000] [directory=temp]</c>. Records as in <see cref="SyntheticRecords"/>, random choices from seed 1.
/// </summary>
internal static class StorageBenchmark
{
    private const int LoadBatch = 1000;

    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 740_000;
        var directory = args.Length > 1 ? args[1] : Directory.CreateTempSubdirectory("catalog-bench-").FullName;
        var path = Path.Combine(directory, "catalog.db");
        try
        {
            await using (var store = await OpenAsync(path).ConfigureAwait(false))
            {
                await LoadAsync(store, count, path).ConfigureAwait(false);
                foreach (var batch in (int[])[1, 10, 100, 1000, 2000])
                {
                    await UpdateAsync(store, count, batch).ConfigureAwait(false);
                }
            }

            Console.WriteLine($"closed: database {Megabytes(path)} MB, log {Megabytes(path + "-wal")} MB");
            var watch = Stopwatch.StartNew();
            await using (var store = await OpenAsync(path).ConfigureAwait(false))
            {
                Console.WriteLine($"open: {watch.ElapsedMilliseconds} ms");
                var keys = await FeedAsync(store, count).ConfigureAwait(false);
                await BodiesAsync(store, keys, 1).ConfigureAwait(false);
                await BodiesAsync(store, keys, 20).ConfigureAwait(false);
                await BodiesAsync(store, keys, 500).ConfigureAwait(false);
            }
        }
        finally
        {
            if (args.Length < 2) Directory.Delete(directory, recursive: true);
        }

        Console.WriteLine($"peak resident {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }

    private static async Task<ICatalogStore> OpenAsync(string path)
    {
        var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path });
        await store.InitializeAsync(CancellationToken.None).ConfigureAwait(false);
        return store;
    }

    private static async Task LoadAsync(ICatalogStore store, int count, string path)
    {
        var times = new Timings();
        var largestLog = 0L;
        for (var from = 0; from < count; from += LoadBatch)
        {
            var first = from;
            var records = Enumerable.Range(first, Math.Min(LoadBatch, count - first)).Select(i => SyntheticRecords.Record(i, 1)).ToList();
            await times.MeasureAsync(records.Count, () => store.CommitAsync(new CommitBatch { Records = records }, CancellationToken.None)).ConfigureAwait(false);
            largestLog = Math.Max(largestLog, Megabytes(path + "-wal"));
            if ((from + LoadBatch) % 200_000 == 0) Console.WriteLine($"  {from + LoadBatch}: {times}");
        }

        Console.WriteLine($"load {count} in batches of {LoadBatch}: {times}; largest log {largestLog} MB");
    }

    private static async Task UpdateAsync(ICatalogStore store, int count, int batch)
    {
        var random = new Random(1);
        var times = new Timings();
        for (var done = 0; done < Math.Clamp(batch * 100, 500, 50_000);)
        {
            var chosen = Enumerable.Range(0, batch).Select(_ => random.Next(count)).Distinct().ToList();
            var stored = await store.GetAsync([.. chosen.Select(SyntheticRecords.Ref)], CancellationToken.None).ConfigureAwait(false);
            var records = chosen.Select((c, i) => SyntheticRecords.Record(c, stored[i]!.Version + 1)).ToList();
            await times.MeasureAsync(records.Count, () => store.CommitAsync(new CommitBatch { Records = records }, CancellationToken.None)).ConfigureAwait(false);
            done += records.Count;
        }

        Console.WriteLine($"update at random, batches of {batch}: {times}");
    }

    private static async Task<List<BodyKey>> FeedAsync(ICatalogStore store, int count)
    {
        var keys = new List<BodyKey>(count);
        var bytes = 0L;
        var watch = Stopwatch.StartNew();
        await foreach (var entry in store.ReadFeedAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            keys.Add(new BodyKey(entry.Sequence, entry.Ref));
            bytes += entry.Record!.Processed.Length + entry.Record.Unprocessed.Length;
        }

        Console.WriteLine($"feed: {keys.Count} records, {bytes >> 20} MB of bodies: {keys.Count / watch.Elapsed.TotalSeconds:n0}/s");
        return keys;
    }

    private static async Task BodiesAsync(ICatalogStore store, List<BodyKey> keys, int batch)
    {
        var random = new Random(1);
        var wanted = new BodyKey[batch];
        var bodies = new ReadOnlyMemory<byte>[batch];
        var times = new Timings();
        for (var done = 0; done < 200_000; done += batch)
        {
            for (var i = 0; i < batch; i++)
            {
                wanted[i] = keys[random.Next(keys.Count)];
            }

            await times.MeasureAsync(batch, () => store.ReadBodiesAsync(wanted, bodies, CancellationToken.None)).ConfigureAwait(false);
        }

        Console.WriteLine($"bodies at random, {batch} at a time: {times}");
    }

    private static long Megabytes(string path) => File.Exists(path) ? new FileInfo(path).Length >> 20 : 0;
}
