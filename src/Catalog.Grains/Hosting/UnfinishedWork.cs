using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>What a stop or a crash left undone, found while the feed is replayed: messages not acknowledged, and entities whose last run had another input.</summary>
internal sealed class UnfinishedWork(ProcessingPipeline pipeline) : IFeedFollower
{
    /// <summary>Entities that have something to tell.</summary>
    public List<EntityRef> Untold { get; } = [];

    /// <summary>Entities accepted but not processed, or by processors that have changed since.</summary>
    public List<EntityRef> Unprocessed { get; } = [];

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Record is not { } record) continue;
            if (!record.Pending.IsEmpty) Untold.Add(record.Ref);
            if (!record.Deleted && record.Processing.InputHash != pipeline.InputHash(new EntityBody(record.Unprocessed))) Unprocessed.Add(record.Ref);
        }
    }
}
