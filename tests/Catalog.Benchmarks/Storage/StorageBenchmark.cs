using System.Diagnostics;
using Catalog.Storage;
using Catalog.Storage.Postgres;
using Catalog.Storage.Sqlite;
using Catalog.Testing.Postgres;
using Npgsql;

namespace Catalog.Benchmarks.Storage;

/// <summary>
/// What a store does alone: loading, committing by batch size on the loaded store, reading the feed, reading bodies.
/// <c>storage [entities=740000]</c> for SQLite, <c>storage-postgres [entities=740000]</c> for PostgreSQL on a server of its own with
/// the settings it comes with. Records as in <see cref="SyntheticRecords"/>, random choices from seed 1.
/// </summary>
internal static class StorageBenchmark
{
    private const int LoadBatch = 1000;

    public static async Task RunSqliteAsync(string[] args)
    {
        var directory = Directory.CreateTempSubdirectory("catalog-bench-").FullName;
        var path = Path.Combine(directory, "catalog.db");
        try
        {
            await RunAsync(
                args,
                () => new SqliteCatalogStore(new SqliteStoreOptions { Path = path }),
                () => Task.FromResult($"database {Megabytes(path)} MB, log {Megabytes(path + "-wal")} MB")).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    public static async Task RunPostgresAsync(string[] args)
    {
        await using var server = await PostgresServer.CreateAsync().ConfigureAwait(false);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await RunAsync(args, () => new PostgresCatalogStore(new PostgresStoreOptions { ConnectionString = server.ConnectionString }), SizeAsync).ConfigureAwait(false);

        async Task<string> SizeAsync()
        {
            await using var command = source.CreateCommand(
                "SELECT format('tables %s, indexes %s, dead rows %s', pg_size_pretty(pg_table_size('catalog.record')), "
                + "pg_size_pretty(pg_indexes_size('catalog.record')), n_dead_tup) FROM pg_stat_user_tables WHERE relname = 'record'");
            return (string)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }
    }

    private static async Task RunAsync(string[] args, Func<ICatalogStore> create, Func<Task<string>> size)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 740_000;
        await using (var store = create())
        {
            await store.InitializeAsync(CancellationToken.None).ConfigureAwait(false);
            await LoadAsync(store, count, size).ConfigureAwait(false);
            foreach (var batch in (int[])[1, 10, 100, 1000, 2000])
            {
                await UpdateAsync(store, count, batch).ConfigureAwait(false);
            }
        }

        Console.WriteLine($"closed: {await size().ConfigureAwait(false)}");
        var watch = Stopwatch.StartNew();
        await using (var store = create())
        {
            await store.InitializeAsync(CancellationToken.None).ConfigureAwait(false);
            Console.WriteLine($"open: {watch.ElapsedMilliseconds} ms");
            var keys = await FeedAsync(store, count).ConfigureAwait(false);
            foreach (var batch in (int[])[1, 20, 500])
            {
                await BodiesAsync(store, keys, batch).ConfigureAwait(false);
            }
        }

        Console.WriteLine($"peak resident {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }

    private static async Task LoadAsync(ICatalogStore store, int count, Func<Task<string>> size)
    {
        var times = new Timings();
        for (var from = 0; from < count; from += LoadBatch)
        {
            var first = from;
            var records = Enumerable.Range(first, Math.Min(LoadBatch, count - first)).Select(i => SyntheticRecords.Record(i, 1)).ToList();
            await times.MeasureAsync(records.Count, () => store.CommitAsync(new CommitBatch { Records = records }, CancellationToken.None)).ConfigureAwait(false);
            if ((from + LoadBatch) % 200_000 == 0) Console.WriteLine($"  {from + LoadBatch}: {times}");
        }

        Console.WriteLine($"load {count} in batches of {LoadBatch}: {times}; {await size().ConfigureAwait(false)}");
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
        var processor = Environment.CpuUsage.TotalTime;
        await foreach (var entry in store.ReadFeedAsync(0, 0, CancellationToken.None).ConfigureAwait(false))
        {
            keys.Add(new BodyKey(entry.Sequence, entry.Ref));
            bytes += entry.Record!.Processed.Length + entry.Record.Unprocessed.Length;
        }

        Console.WriteLine($"feed: {keys.Count} records, {bytes >> 20} MB of bodies: {keys.Count / watch.Elapsed.TotalSeconds:n0}/s, "
            + $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / keys.Count:n1} us of processor time each");
        return keys;
    }

    private static async Task BodiesAsync(ICatalogStore store, List<BodyKey> keys, int batch)
    {
        var random = new Random(1);
        var wanted = new BodyKey[batch];
        var bodies = new ProcessedBody[batch];
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
