using System.Runtime.CompilerServices;
using Catalog.Model;
using Catalog.Storage.Records;

namespace Catalog.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in write-ahead mode, fully synchronous, so that what is acknowledged survives a power cut.
/// One thread writes; readers have connections of their own and see the newest commit without waiting.
/// </summary>
public sealed class SqliteCatalogStore : ICatalogStore
{
    private readonly SqliteStoreOptions _options;
    private readonly SerialWorker _worker = new("catalog store writer");
    private readonly SqliteReaderPool _readers;
    private SqliteWriter? _writer;

    // Only the worker touches it. No other process has the file open.
    private long _fence = long.MinValue;

    /// <summary>Prepares a store; nothing is opened before <see cref="InitializeAsync"/>.</summary>
    public SqliteCatalogStore(SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _readers = new SqliteReaderPool(options);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        _writer = await _worker.RunAsync(() => SqliteDatabase.OpenWriter(_options), cancellationToken).ConfigureAwait(false);
        // Leaves one reader open, so that reading goes on even if the file is moved away.
        _readers.Read(r => r.LastSequence());
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        CommitRules.RequireWellFormed(batch);
        using var records = new EncodedRecords(batch.Records);
        return await _worker.RunAsync(Commit, cancellationToken).ConfigureAwait(false);

        long[] Commit()
        {
            CommitRules.RequireToken(batch.Token, _fence);
            return Writer.Commit(records, batch.Items);
        }
    }

    /// <inheritdoc/>
    public async ValueTask FenceAsync(long token, CancellationToken cancellationToken) =>
        await _worker.RunAsync(() => _fence = Math.Max(_fence, token), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EntityRecord?>>(_readers.Read(r => r.Get(refs)));

    /// <inheritdoc/>
    public ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        _readers.Read(r =>
        {
            r.Bodies(keys, bodies);
            return 0;
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Each chunk is a read of its own, so that a slow follower never keeps the log from being checkpointed; the next
        // chunk is read while the follower works on this one.
        for (var next = ReadChunk(after, bareUpTo, cancellationToken); next is not null;)
        {
            var chunk = await next.ConfigureAwait(false);
            next = chunk.IsLast ? null : ReadChunk(chunk.Entries[^1].Sequence, bareUpTo, cancellationToken);
            foreach (var entry in chunk.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_readers.Read(r => r.LastSequence()));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoredItem>>(_readers.Read(r => r.Items(scope)));

    /// <inheritdoc/>
    public ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(r => r.Item(scope, key)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _worker.Dispose();
        _readers.Dispose();
        _writer?.Dispose();
        _writer = null;
        return ValueTask.CompletedTask;
    }

    private SqliteWriter Writer => _writer ?? throw new InvalidOperationException("The store is not open; call InitializeAsync first.");

    // On a thread of its own: a follower that keeps the pool's threads busy would otherwise wait for each chunk.
    private Task<FeedChunk> ReadChunk(long after, long bareUpTo, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => _readers.Read(r => r.Feed(after, bareUpTo)), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
