using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>
/// What a stop or a crash left undone, or another process would leave if it died now: messages not acknowledged, and entities whose last run
/// had another input. A fold of the feed, kept only while this process does not lead, and in a cluster always.
/// </summary>
internal sealed class UnfinishedWork(ProcessingPipeline pipeline) : IFeedFollower
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, long> _untold = [];
    private readonly Dictionary<EntityRef, long> _unprocessed = [];

    /// <summary>Entities that have something to tell, with the sequence number of the record that says so.</summary>
    public Dictionary<EntityRef, long> Untold => Copy(_untold);

    /// <summary>Entities accepted but not processed, or by processors that have changed since, with the sequence number of their record.</summary>
    public Dictionary<EntityRef, long> Unprocessed => Copy(_unprocessed);

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                var record = entry.Record;
                Note(_untold, entry, record is { Pending.IsEmpty: false });
                Note(_unprocessed, entry, record is { Deleted: false } && record.Processing.InputHash != pipeline.InputHash(record.UnprocessedHash));
            }
        }
    }

    private static void Note(Dictionary<EntityRef, long> open, FeedEntry entry, bool isOpen)
    {
        if (isOpen) open[entry.Ref] = entry.Sequence;
        else open.Remove(entry.Ref);
    }

    private Dictionary<EntityRef, long> Copy(Dictionary<EntityRef, long> open)
    {
        lock (_gate) return new Dictionary<EntityRef, long>(open);
    }
}
