using Catalog.Index;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>Gives followers all that a store holds.</summary>
internal sealed class FeedReplay(ICatalogStore store, IReadOnlyList<IFeedFollower> followers)
{
    private const int BatchSize = 2_048;

    /// <summary>Reads the feed after a sequence number.</summary>
    /// <returns>The last sequence number that the followers have been given; all up to it.</returns>
    public async Task<long> RunAsync(long after, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var last = Math.Max(after, await store.GetLastSequenceAsync(cancellationToken).ConfigureAwait(false));
        if (last == after) return last;
        var batch = new List<FeedEntry>();
        var done = 0;
        await foreach (var entry in store.ReadFeedAsync(after, cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count == BatchSize)
            {
                foreach (var follower in followers) Apply(follower, batch);
                progress?.Report(done += batch.Count);
                batch = [];
            }

            batch.Add(entry);
        }

        if (batch.Count == 0) return last;
        foreach (var follower in followers) follower.Apply(batch);
        progress?.Report(done + batch.Count);
        return Math.Max(last, batch[^1].Sequence);
    }

    /// <summary>Before the end of the feed a ref may still be on its way that was committed again: who waits for a number is not to be told yet.</summary>
    private static void Apply(IFeedFollower follower, List<FeedEntry> part)
    {
        if (follower is CatalogIndex index) index.ApplyPart(part);
        else follower.Apply(part);
    }
}
