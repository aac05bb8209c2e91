using Catalog.Model;

namespace Catalog.Storage;

/// <summary>
/// Keeps entity records and small items of grain state; gives the feed of changes. The only thing in the engine that
/// must survive a crash. Implementations: in memory (the reference), SQLite, PostgreSQL; one
/// conformance kit in tests/Catalog.Storage.Tests holds for all.
/// </summary>
/// <remarks>Thread-safe. Readers never wait for a commit. One process commits at a time.</remarks>
public interface ICatalogStore : IBodyReader, IAsyncDisposable
{
    /// <summary>Opens the store, migrating its schema to this program's version. Called once, before anything else.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is newer than this program; the message says what to do.</exception>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes a batch atomically and durably: all of it is there after the call, or nothing is. Each record gets the next
    /// sequence number in the order given.
    /// </summary>
    /// <returns>The sequence number of each record in the batch, in order.</returns>
    /// <exception cref="VersionConflictException">A record does not follow on the stored version; nothing was written.</exception>
    /// <exception cref="OutdatedException">The batch's fencing token is refused by now; nothing was written.</exception>
    /// <exception cref="StoreException">The store is full, locked or gone; nothing was written, and the call may be tried again.</exception>
    ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses from now on, whoever commits, batches with a smaller fencing token. When it returns, those that came through have been committed
    /// before. Holds as long as any process works on the store; a smaller token than before changes nothing.
    /// </summary>
    /// <exception cref="StoreException">The store is gone; the call may be tried again.</exception>
    ValueTask FenceAsync(long token, CancellationToken cancellationToken);

    /// <summary>The stored records of the refs, in their order; null where there is none (a final tombstone counts as none).</summary>
    ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken);

    /// <summary>
    /// The feed after a sequence number, in sequence order: the newest record of each ref, tombstones included, at least up to
    /// the newest commit at the time of the call. A ref changed several times comes once, at its last place; only one that is
    /// committed while the feed is being read may come a second time.
    /// </summary>
    /// <remarks>
    /// Read in parts, so a slow reader holds nothing up. Whoever reads to the end has seen the newest record of every ref up to
    /// the last sequence given; half-way, a ref that was committed meanwhile may still be on its way.
    /// Records may come without what only processing reads: unprocessed body, origin and cache.
    /// </remarks>
    /// <param name="after">The sequence number after which it begins.</param>
    /// <param name="bareUpTo">
    /// Records up to this sequence number may also come without what only the query index reads: relations and children; and an empty object may
    /// stand for a processed body, if there is one.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, CancellationToken cancellationToken);

    /// <summary>The highest sequence number committed; 0 for an empty store.</summary>
    ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken);

    /// <summary>All items of a scope, ordered by key (ordinal).</summary>
    ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken);

    /// <summary>One item; null when there is none.</summary>
    ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken);
}

/// <summary>What one commit writes; all or nothing.</summary>
public sealed class CommitBatch
{
    /// <summary>The new records; at most one for each ref. A record that is <see cref="EntityRecord.Deleted"/> with nothing pending becomes a bare tombstone.</summary>
    public IReadOnlyList<EntityRecord> Records { get; init; } = [];

    /// <summary>Items to write or, with a null value, to delete.</summary>
    public IReadOnlyList<ItemChange> Items { get; init; } = [];

    /// <summary>The fencing token: what <see cref="ICatalogStore.FenceAsync"/> may refuse; by default it never does.</summary>
    public long Token { get; init; } = long.MaxValue;
}

/// <summary>One step of the feed.</summary>
/// <param name="Sequence">Its place: greater than that of everything committed before.</param>
/// <param name="Ref">The entity that changed.</param>
/// <param name="Record">The record as of then; null for a bare tombstone.</param>
public sealed record FeedEntry(long Sequence, EntityRef Ref, EntityRecord? Record)
{
    /// <summary>True when the entity is no longer there, though it may still have messages pending.</summary>
    public bool IsTombstone => Record is null or { Deleted: true };
}

/// <summary>A small piece of grain state: a registered location, a provider's cursor, a source's etag.</summary>
/// <param name="Scope">Whose state, for example <c>location</c>.</param>
/// <param name="Key">Unique within the scope.</param>
/// <param name="Value">UTF-8 JSON.</param>
public sealed record StoredItem(string Scope, string Key, ReadOnlyMemory<byte> Value);

/// <summary>A write of one item; a null value deletes it.</summary>
public sealed record ItemChange(string Scope, string Key, ReadOnlyMemory<byte>? Value);
