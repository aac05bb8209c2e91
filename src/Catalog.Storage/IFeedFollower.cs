namespace Catalog.Storage;

/// <summary>Something that folds the feed: the query index, the schedule, the search engine, a webhook.</summary>
public interface IFeedFollower
{
    /// <summary>
    /// Takes the next entries, in sequence order, none left out. Called by one thread at a time; a batch may repeat what was
    /// given before (after a restart), so applying must be idempotent. When it returns, readers of the follower see the batch whole.
    /// </summary>
    /// <exception cref="Exception">A follower must not throw for bad content; what it throws stops the host.</exception>
    void Apply(IReadOnlyList<FeedEntry> entries);

    /// <summary>
    /// Takes entries of a long replay, as <see cref="Apply"/> does, but may put off what readers see until the last of them, when it shows
    /// everything. Nothing else is called before that.
    /// </summary>
    /// <remarks>Where the index has kept what it holds, records that it knows come bare (see <see cref="ICatalogStore.ReadFeedAsync"/>).</remarks>
    /// <param name="entries">The next entries.</param>
    /// <param name="last">Whether the replay ends with them.</param>
    /// <param name="cancellationToken">Ends the replay; the follower is of no use afterwards.</param>
    ValueTask LoadAsync(IReadOnlyList<FeedEntry> entries, bool last, CancellationToken cancellationToken)
    {
        Apply(entries);
        return ValueTask.CompletedTask;
    }
}
