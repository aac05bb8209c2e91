using System.Diagnostics;
using System.Globalization;
using Catalog.Index;
using Catalog.Storage;

namespace Catalog.Benchmarks.Index;

/// <summary>
/// The query index in this process: load, memory, every question of the battery, the rate of updates and how long one takes to be visible.
/// Corpus: <see cref="SyntheticCatalog"/>. Run: <c>index [entities=50000] [milliseconds of each question=400]</c>, e.g. <c>index 740000</c>.
/// </summary>
internal static class IndexBenchmark
{
    private const int Batch = 4096;

    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 50_000;
        var budget = TimeSpan.FromMilliseconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 400);
        var catalog = new SyntheticCatalog(count);
        var index = new CatalogIndex(new SyntheticStore(catalog));
        Load(catalog, index);
        Memory(index, "after the load");
        await new IndexQuestions(catalog, index, budget).RunAsync();
        Memory(index, "after the questions");
        Updates(catalog, index);
        await UnderLoadAsync(catalog, index, budget);
        Memory(index, "after the updates");
    }

    private static void Load(SyntheticCatalog catalog, CatalogIndex index)
    {
        var busy = new Stopwatch();
        var cpu = TimeSpan.Zero;
        var all = Stopwatch.StartNew();
        for (var at = 0; at < catalog.Count; at += Batch)
        {
            var entries = Make(catalog, at, Math.Min(Batch, catalog.Count - at));
            var before = Environment.CpuUsage.TotalTime;
            busy.Start();
            index.Apply(entries);
            busy.Stop();
            cpu += Environment.CpuUsage.TotalTime - before;
        }

        Say($"load {catalog.Count:N0} entities: {busy.Elapsed.TotalSeconds:F2} s in Apply, {cpu.TotalSeconds:F1} s of processor ({catalog.Count / busy.Elapsed.TotalSeconds:N0}/s), {all.Elapsed.TotalSeconds:F1} s with making them up");
    }

    private static FeedEntry[] Make(SyntheticCatalog catalog, int start, int count)
    {
        var entries = new FeedEntry[count];
        Parallel.For(0, count, i => entries[i] = catalog.Entry(start + i, start + i + 1));
        return entries;
    }

    private static void Updates(SyntheticCatalog catalog, CatalogIndex index)
    {
        var sequence = index.Current.Sequence;
        var entries = new FeedEntry[Math.Min(50_000, catalog.Count)];
        Parallel.For(0, entries.Length, i => entries[i] = catalog.Entry((int)((long)i * 7919 % catalog.Count), sequence + i + 1, revision: 1));
        foreach (var batch in (ReadOnlySpan<int>)[1000, 1])
        {
            var n = batch == 1 ? 5_000 : entries.Length;
            var times = new List<double>();
            var processor = new List<double>();
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            for (var at = 0; at + batch <= n; at += batch)
            {
                var (start, used) = (Stopwatch.GetTimestamp(), ThreadClock.Microseconds);
                index.Apply(entries[at..(at + batch)]);
                processor.Add(ThreadClock.Microseconds - used);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            Say($"updates in batches of {batch:N0}: {n / watch.Elapsed.TotalSeconds:N0}/s, {n / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds:N0} per second of processor; a batch is visible after {Timing.Of(times)}; of processor {Timing.Of(processor)}");
            Parallel.For(0, entries.Length, i => entries[i] = catalog.Entry((int)((long)i * 7919 % catalog.Count), sequence + 100_000 + i + 1, revision: 2));
        }
    }

    // The same questions while a thousand entities change each second, one by one.
    private static async Task UnderLoadAsync(SyntheticCatalog catalog, CatalogIndex index, TimeSpan budget)
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() => Change(catalog, index, stop.Token));
        Say("while 1,000 entities change each second:");
        await new IndexQuestions(catalog, index, budget).RunAsync();
        await stop.CancelAsync();
        Say($"  changes made: {await writer:N0}/s");
    }

    private static async Task<double> Change(SyntheticCatalog catalog, CatalogIndex index, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var made = 0L;
        var sequence = index.Current.Sequence;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!stop.IsCancellationRequested)
        {
            while (made < watch.Elapsed.TotalMilliseconds)
            {
                made++;
                index.Apply([catalog.Entry((int)(made * 104729 % catalog.Count), sequence + made, revision: (int)(made % 1000) + 3)]);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return made / watch.Elapsed.TotalSeconds;
    }

    private static void Memory(CatalogIndex index, string when)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        Say($"memory {when}: {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N0} MB managed, {process.WorkingSet64 / 1e6:N0} MB resident, {(double)GC.GetTotalMemory(false) / Math.Max(1, index.Current.Count):N0} bytes an entity");
        foreach (var part in index.Memory())
        {
            Say($"  {part.Bytes / 1e6,8:N1} MB  {part.What}");
        }
    }

    private static void Say(string line) => Console.WriteLine(line);
}
