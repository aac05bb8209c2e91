using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>Gives followers all that a store holds.</summary>
internal sealed class FeedReplay(ICatalogStore store, IReadOnlyList<IFeedFollower> followers)
{
    private const int BatchSize = 2_048;

    /// <summary>Reads the feed from its beginning.</summary>
    /// <returns>The last sequence number.</returns>
    public async Task<long> RunAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var last = await store.GetLastSequenceAsync(cancellationToken).ConfigureAwait(false);
        var batch = new List<FeedEntry>(BatchSize);
        var done = 0;
        await foreach (var entry in store.ReadFeedAsync(0, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(entry);
            if (batch.Count < BatchSize) continue;
            progress?.Report(done += batch.Count);
            batch = Apply(batch);
        }

        Apply(batch);
        progress?.Report(done + batch.Count);
        return last;
    }

    private List<FeedEntry> Apply(List<FeedEntry> batch)
    {
        if (batch.Count > 0)
        {
            foreach (var follower in followers) follower.Apply(batch);
        }

        return new List<FeedEntry>(BatchSize);
    }
}
