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
}
