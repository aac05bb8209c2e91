using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>Gives followers all that a store holds.</summary>
internal sealed class FeedReplay(ICatalogStore store, IReadOnlyList<IFeedFollower> followers)
{
    private const int BatchSize = 2_048;

    /// <summary>Reads the feed after a sequence number.</summary>
    /// <param name="after">The sequence number.</param>
    /// <param name="bareUpTo">Up to this sequence number no follower needs what only the query index reads.</param>
    /// <param name="progress">Told the number of entries that the followers have, now and then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The last sequence number that the followers have been given; all up to it.</returns>
    public async Task<long> RunAsync(long after, long bareUpTo, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var last = Math.Max(after, await store.GetLastSequenceAsync(cancellationToken).ConfigureAwait(false));
        if (last == after) return last;
        var batch = new List<FeedEntry>(BatchSize);
        var done = 0;
        await foreach (var entry in store.ReadFeedAsync(after, bareUpTo, cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count == BatchSize)
            {
                await LoadAsync(batch, false, cancellationToken).ConfigureAwait(false);
                progress?.Report(done += batch.Count);
                batch = new List<FeedEntry>(BatchSize);
            }

            batch.Add(entry);
        }

        if (batch.Count == 0) return last;
        await LoadAsync(batch, true, cancellationToken).ConfigureAwait(false);
        progress?.Report(done + batch.Count);
        return Math.Max(last, batch[^1].Sequence);
    }

    // Before its end is reached a ref may still be on its way that was committed again, so nobody is told of a sequence number before.
    private async ValueTask LoadAsync(List<FeedEntry> batch, bool isLast, CancellationToken cancellationToken)
    {
        foreach (var follower in followers) await follower.LoadAsync(batch, isLast, cancellationToken).ConfigureAwait(false);
    }
}
