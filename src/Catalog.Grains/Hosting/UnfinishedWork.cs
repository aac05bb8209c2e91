using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>
/// What a stop or a crash left undone, or another process would leave if it died now: messages not acknowledged, and entities whose last run
/// had another input. A fold of the feed, kept only while this process does not lead.
/// </summary>
internal sealed class UnfinishedWork(ProcessingPipeline pipeline) : IFeedFollower
{
    /// <summary>Entities that have something to tell.</summary>
    public HashSet<EntityRef> Untold { get; } = [];

    /// <summary>Entities accepted but not processed, or by processors that have changed since.</summary>
    public HashSet<EntityRef> Unprocessed { get; } = [];

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            var record = entry.Record;
            Note(Untold, entry.Ref, record is { Pending.IsEmpty: false });
            Note(Unprocessed, entry.Ref, record is { Deleted: false } && record.Processing.InputHash != pipeline.InputHash(new EntityBody(record.Unprocessed)));
        }
    }

    private static void Note(HashSet<EntityRef> set, EntityRef entity, bool there)
    {
        if (there) set.Add(entity);
        else set.Remove(entity);
    }
}
