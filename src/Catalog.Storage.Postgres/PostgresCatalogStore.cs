using System.Runtime.CompilerServices;
using Catalog.Model;
using Catalog.Storage.Records;
using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>
/// The shared store: tables in one schema of a PostgreSQL database (15 or newer). Several processes may read it; commits of
/// several are put in one order by the database itself, so that the feed has no gaps that fill up later.
/// </summary>
/// <remarks>
/// A read goes on trying for a while when the server is away. A commit does not; but one whose connection breaks while it
/// is being made final asks afterwards whether it was, so that it is neither lost nor reported lost.
/// </remarks>
public sealed class PostgresCatalogStore : ICatalogStore
{
    /// <summary>The term of a process that may not commit.</summary>
    internal const long NoTerm = -1;

    private const int FeedChunk = 1000;
    private readonly PostgresStoreOptions _options;
    private readonly PostgresDatabase _database;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private PostgresPresence? _presence;

    /// <summary>Prepares a store; nothing is connected before <see cref="InitializeAsync"/>.</summary>
    public PostgresCatalogStore(PostgresStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _database = new PostgresDatabase(options);
    }

    /// <summary>The term that this process may commit in, as <see cref="PostgresCluster"/> gave it; null where nobody else commits, or all may.</summary>
    internal long? Epoch { get; set; }

    internal PostgresDatabase Database => _database;

    internal PostgresStoreOptions Options => _options;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _database.UseAsync(
            async (connection, token) =>
            {
                await PostgresSchema.MigrateAsync(connection, _options.Schema, _options.Silos, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (_options.Silos is not { } silos || _presence is not null) return;
        _presence = new PostgresPresence(new PostgresLine(_database, _options), this, silos);
        await _presence.JoinAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a silo of the cluster that the options name is at work; it need not be initialized for that. One that has died is not, within seconds.</summary>
    /// <exception cref="StoreException">The server or the network failed.</exception>
    public ValueTask<bool> IsSiloAtWorkAsync(CancellationToken cancellationToken) => ReadAsync(
        (connection, token) => PostgresSchema.AreAtWorkAsync(connection, _options.Schema, _options.Silos ?? throw new InvalidOperationException("The options name no cluster of silos."), token),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        CommitRules.RequireWellFormed(batch);
        if (batch.Records.Count == 0 && batch.Items.Count == 0) return [];
        using var records = new EncodedRecords(batch.Records);
        var commit = new PostgresCommit(records, batch, _options.Schema, Epoch);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _database.UseAsync(commit.RunAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (commit.InDoubt && PostgresFaults.IsConnectionLoss(e.InnerException!))
        {
            if (await _database.RetryAsync(commit.WasCommittedAsync, _options.CommitPatience, CancellationToken.None).ConfigureAwait(false)) return commit.Sequences;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask FenceAsync(long token, CancellationToken cancellationToken) =>
        await _database.UseAsync((connection, t) => PostgresCommit.FenceAsync(connection, token, t), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EntityRecord?>> GetAsync(IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken) =>
        await ReadAsync((c, token) => PostgresQueries.GetAsync(c, refs, token), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        var wanted = keys.ToArray();
        var bySequence = await ReadAsync((c, token) => PostgresQueries.BodiesAsync(c, wanted.Select(k => k.Sequence), token), cancellationToken).ConfigureAwait(false);
        var missing = wanted.Where(k => !bySequence.ContainsKey(k.Sequence)).Select(k => k.Ref).Where(r => !r.IsDefault).ToArray();
        var byRef = missing.Length == 0
            ? []
            : await ReadAsync((c, token) => PostgresQueries.BodiesAsync(c, missing, token), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < wanted.Length; i++)
        {
            bodies.Span[i] = bySequence.TryGetValue(wanted[i].Sequence, out var body)
                ? new ProcessedBody(wanted[i].Sequence, body)
                : byRef.GetValueOrDefault(wanted[i].Ref.ToString());
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, long bareUpTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = ReadChunk(after); next is not null;)
        {
            var chunk = await next.ConfigureAwait(false);
            next = chunk.Count < FeedChunk ? null : ReadChunk(chunk[^1].Sequence);
            foreach (var entry in chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return entry;
            }
        }

        Task<List<FeedEntry>> ReadChunk(long from) =>
            ReadAsync((c, token) => PostgresQueries.FeedAsync(c, from, bareUpTo, FeedChunk, token), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceAsync(CancellationToken cancellationToken) => ReadAsync(PostgresQueries.LastSequenceAsync, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredItem>> GetItemsAsync(string scope, CancellationToken cancellationToken) =>
        await ReadAsync((c, token) => PostgresQueries.ItemsAsync(c, scope, null, token), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<StoredItem?> GetItemAsync(string scope, string key, CancellationToken cancellationToken) =>
        (await ReadAsync((c, token) => PostgresQueries.ItemsAsync(c, scope, key, token), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_presence is not null) await _presence.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _database.RetryAsync(read, _options.ReadPatience, cancellationToken);
}
