using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>
/// What the processes on one database know of each other: which of them leads, that is commits, and how far the feed is. A leader raises a
/// number again and again; whoever sees it stand still may take over, and from then on the database refuses the old leader's commits.
/// </summary>
/// <remarks>Used by one caller at a time. Keeps one connection of the store's pool.</remarks>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const int Seconds = 2;
    private readonly PostgresCatalogStore _store;
    private readonly string _schema;
    private readonly PostgresLine _line;

    /// <summary>Joins the processes on a store's database. From now on the store commits only while this process leads.</summary>
    public PostgresCluster(PostgresCatalogStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _schema, _line) = (store, store.Options.Schema, new PostgresLine(store.Database, store.Options));
        store.Epoch = PostgresCatalogStore.NoTerm;
    }

    /// <summary>The name of this process among the others; another one at each start.</summary>
    public string Process => _store.Database.Process;

    /// <summary>Reads how things stand.</summary>
    /// <exception cref="StoreException">The database cannot be asked at the moment; or, not transient, its schema is no longer this program's.</exception>
    public Task<ClusterState> ReadAsync(CancellationToken cancellationToken) => _line.UseAsync(
        async (connection, token) =>
        {
            await using var command = Command(
                connection, "SELECT last_seq, item_changes, leader.epoch, beat, process, address, secret FROM store, leader");
            await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await reader.ReadAsync(token).ConfigureAwait(false);
            var leader = reader.IsDBNull(4) ? null : new ClusterLeader(reader.GetString(4), reader.GetString(5), reader.GetString(6));
            return new ClusterState(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), leader);
        },
        cancellationToken);

    /// <summary>
    /// Makes this process the leader, unless anything about the leader has changed since the given state was read. When it returns true, nobody
    /// else's commits come through any more, and the store of this process commits in the new term. An old leader's sessions are ended, so that
    /// what it holds open, though it may be paused, holds nothing up.
    /// </summary>
    /// <param name="seen">The state in which there was no leader, or one that did nothing for too long.</param>
    /// <param name="address">Where others reach this process.</param>
    /// <param name="secret">What they show it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> TryLeadAsync(ClusterState seen, string address, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var epoch = await _line.UseAsync(TakeAsync, cancellationToken).ConfigureAwait(false);
        if (epoch is not null) _store.Epoch = epoch;
        return epoch is not null;

        async Task<long?> TakeAsync(NpgsqlConnection connection, CancellationToken token)
        {
            await using var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using var take = Command(
                connection,
                """
                UPDATE leader SET epoch = epoch + 1, beat = 0, process = $3, address = $4, secret = $5 WHERE epoch = $1 AND beat = $2
                RETURNING epoch
                """,
                seen.Epoch, seen.Beat, Process, address, secret);
            if (await take.ExecuteScalarAsync(token).ConfigureAwait(false) is not long epoch) return null;
            if (seen.Leader is { } old && old.Process != Process) await EndSessionsAsync(connection, old.Process, token).ConfigureAwait(false);
            await using var fence = Command(connection, "UPDATE store SET epoch = $1", epoch);
            await fence.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            await TellAsync(connection, token).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
            return epoch;
        }
    }

    /// <summary>Shows that the leader lives; false when it is another one by now.</summary>
    public Task<bool> BeatAsync(CancellationToken cancellationToken) => _line.UseAsync(
        (connection, token) => UpdateAsync(connection, "UPDATE leader SET beat = beat + 1 WHERE epoch = $1", token), cancellationToken);

    /// <summary>Gives the lead back, so that another takes it at once. This process must have ceased to commit.</summary>
    public async Task StepDownAsync(CancellationToken cancellationToken)
    {
        await _line.UseAsync(
            async (connection, token) =>
            {
                await UpdateAsync(connection, "UPDATE leader SET beat = beat + 1, process = NULL, address = NULL, secret = NULL WHERE epoch = $1", token).ConfigureAwait(false);
                return await TellAsync(connection, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _store.Epoch = PostgresCatalogStore.NoTerm;
    }

    /// <summary>Waits until somebody may have committed since the last wait ended, but no longer than given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _line.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private static async Task EndSessionsAsync(NpgsqlConnection connection, string process, CancellationToken cancellationToken)
    {
        await using var end = Command(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", process);
        await end.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> UpdateAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, _store.Epoch!.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    private async Task<int> TellAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = Seconds };
        batch.BatchCommands.Add(PostgresLine.Notify(_schema));
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Seconds };
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}

/// <summary>How things stand among the processes on a database.</summary>
/// <param name="Sequence">The last sequence number committed.</param>
/// <param name="ItemChanges">How often items were written, ever; rises in the commit of whatever depends on them, or before.</param>
/// <param name="Epoch">The leader's term.</param>
/// <param name="Beat">What a living leader raises again and again.</param>
/// <param name="Leader">The leader; null when the last one has stepped down, or there never was one.</param>
public sealed record ClusterState(long Sequence, long ItemChanges, long Epoch, long Beat, ClusterLeader? Leader);

/// <summary>The process that leads.</summary>
/// <param name="Process">Its name.</param>
/// <param name="Address">Where others reach it.</param>
/// <param name="Secret">What they show it, known to those who can read the database only.</param>
public sealed record ClusterLeader(string Process, string Address, string Secret);
