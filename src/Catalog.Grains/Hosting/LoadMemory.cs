using System.Runtime;

namespace Catalog.Grains.Hosting;

/// <summary>
/// What the garbage collector is asked to do while a process loads the catalog and answers nobody: to collect at once rather than beside
/// the work, and to compact what the load leaves behind. The settings are the process's.
/// </summary>
internal sealed class LoadMemory : IDisposable
{
    private const long WorthCompacting = 100_000_000;

    private readonly GCLatencyMode _before = GCSettings.LatencyMode;

    /// <summary>The load begins.</summary>
    public LoadMemory() => GCSettings.LatencyMode = GCLatencyMode.Batch;

    /// <summary>The load has ended.</summary>
    public void Dispose()
    {
        GCSettings.LatencyMode = _before;
        if (GC.GetTotalMemory(forceFullCollection: false) > WorthCompacting)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
