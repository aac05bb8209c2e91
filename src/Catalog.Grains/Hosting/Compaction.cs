using System.Runtime;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Keeps what the process holds near what it uses while the catalog grows: the collector runs beside the work and never moves what has grown
/// old, so a big ingestion would leave nearly as much free between its objects as they take. Each time the catalog has grown by a quarter,
/// memory is compacted, which takes about a second at a million entities; a catalog that changes without growing never pays for it.
/// During a load, when nobody is answered yet, the collector does not run beside the work either.
/// </summary>
/// <remarks>The last of the followers. The collector's settings are the process's.</remarks>
internal sealed class Compaction(Func<int> entities) : IFeedFollower
{
    private const int WorthIt = 100_000;

    private int _next = WorthIt;
    private GCLatencyMode? _before;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        if (entities() is var count && count >= _next)
        {
            _next = count + (count / 4);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <inheritdoc/>
    public ValueTask LoadAsync(IReadOnlyList<FeedEntry> entries, bool last, CancellationToken cancellationToken)
    {
        if (last)
        {
            GCSettings.LatencyMode = _before ?? GCSettings.LatencyMode;
            _before = null;
            Apply(entries);
        }
        else if (_before is null)
        {
            _before = GCSettings.LatencyMode;
            GCSettings.LatencyMode = GCLatencyMode.Batch;
        }

        return ValueTask.CompletedTask;
    }
}
