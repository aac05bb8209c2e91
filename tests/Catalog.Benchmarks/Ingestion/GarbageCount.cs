namespace Catalog.Benchmarks.Ingestion;

/// <summary>What was allocated and collected between two moments.</summary>
internal readonly record struct GarbageCount(long Allocated, int Young, int Middle, int Full, TimeSpan Paused)
{
    public static GarbageCount Now() =>
        new(GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration());

    /// <summary>In words: bytes for each of so many entities, collections of each generation, and how long they held everything up.</summary>
    public string Since(int entities)
    {
        var now = Now();
        return $"allocated {(now.Allocated - Allocated) / entities:N0} bytes each, collections {now.Young - Young}/{now.Middle - Middle}/{now.Full - Full} " +
            $"paused {(now.Paused - Paused).TotalMilliseconds:N0} ms";
    }
}
