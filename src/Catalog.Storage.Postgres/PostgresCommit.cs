using Catalog.Storage.Records;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Storage.Postgres;

/// <summary>One batch on its way into the database: raise the number, check term, token and versions, write the rows, tell those who listen, commit.</summary>
internal sealed class PostgresCommit(EncodedRecords records, CommitBatch batch, string schema, long? epoch)
{
    // A process that is paused half-way would keep all others from committing for as long as it is.
    internal const string BreakOff = "SET LOCAL idle_in_transaction_session_timeout = '3s'";

    private const string TakeNumbers =
        """
        UPDATE store SET last_seq = last_seq + $1, item_changes = item_changes + $2 WHERE ($3::bigint IS NULL OR epoch = $3) AND fence <= $4
        RETURNING last_seq
        """;

    private const string RaiseFence = "UPDATE store SET fence = $1 WHERE fence < $1";

    private const string FindVersions = "SELECT ref, version FROM record WHERE ref = ANY($1)";

    private const string PutRecords =
        """
        INSERT INTO record(ref, seq, version, kind, state, processed)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ref) DO UPDATE SET
          seq = excluded.seq, version = excluded.version, kind = excluded.kind, state = excluded.state, processed = excluded.processed
        """;

    private const string PutItems =
        """
        INSERT INTO item(scope, key, value) SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value
        """;

    private const string DeleteItems = "DELETE FROM item USING unnest($1, $2) AS gone(scope, key) WHERE item.scope = gone.scope AND item.key = gone.key";

    // Whoever holds the row that every commit changes knows that the last one is over.
    private const string AwaitLast = "SELECT FROM store FOR SHARE";

    private const string FindFence = "SELECT fence FROM store";

    private const string FindRecord = "SELECT EXISTS (SELECT FROM record WHERE ref = $1 AND seq = $2)";

    private const string CompareItems =
        """
        SELECT NOT EXISTS (
          SELECT FROM unnest($1, $2, $3) AS wanted(scope, key, value) LEFT JOIN item USING (scope, key) WHERE item.value IS DISTINCT FROM wanted.value)
        """;

    private IReadOnlyList<ItemChange> Items => batch.Items;

    /// <summary>Whether the database has been told to commit, and has not answered: the outcome of a broken connection has to be asked for then.</summary>
    public bool InDoubt { get; private set; }

    /// <summary>The sequence numbers that the records get.</summary>
    public long[] Sequences { get; private set; } = [];

    /// <summary>Refuses smaller tokens from now on; waits for a commit that is under way.</summary>
    public static async Task<int> FenceAsync(NpgsqlConnection connection, long token, CancellationToken cancellationToken)
    {
        await using var raise = new NpgsqlCommand(RaiseFence, connection) { Parameters = { new() { Value = token } } };
        return await raise.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<long[]> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        InDoubt = false;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (var write = WriteRows(connection))
        {
            await write.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        InDoubt = true;
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        InDoubt = false;
        return Sequences;
    }

    /// <summary>Whether it was committed; waits while it is still being made final.</summary>
    /// <remarks>
    /// What was written tells, not the transaction's id: a database that crashes before it has written anything of a transaction gives the
    /// same id to another one.
    /// </remarks>
    public async Task<bool> WasCommittedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var wait = new NpgsqlCommand(AwaitLast, connection);
        await wait.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var look = records.Count > 0
            ? new NpgsqlCommand(FindRecord, connection) { Parameters = { new() { Value = records[0].Ref.ToString() }, new() { Value = Sequences[0] } } }
            : new NpgsqlCommand(CompareItems, connection)
            {
                Parameters =
                {
                    Array(Items.Select(i => i.Scope), NpgsqlDbType.Text),
                    Array(Items.Select(i => i.Key), NpgsqlDbType.Text),
                    Array(Items.Select(i => i.Value?.ToArray()), NpgsqlDbType.Bytea),
                },
            };
        return await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var begin = new NpgsqlBatch(connection);
        begin.BatchCommands.Add(new NpgsqlBatchCommand(BreakOff));
        begin.BatchCommands.Add(new NpgsqlBatchCommand(TakeNumbers)
        {
            Parameters =
            {
                new() { Value = (long)records.Count }, new() { Value = (long)Items.Count },
                new() { Value = (object?)epoch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }, new() { Value = batch.Token },
            },
        });
        var refs = Column(r => r.Ref.ToString());
        begin.BatchCommands.Add(new NpgsqlBatchCommand(FindVersions) { Parameters = { Array(refs, NpgsqlDbType.Text) } });
        await using (var reader = await begin.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var first = reader.GetInt64(0) - records.Count + 1;
                Sequences = [.. Enumerable.Range(0, records.Count).Select(i => first + i)];
                await RequireVersionsAsync(reader, refs, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        throw await RefusedAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireVersionsAsync(NpgsqlDataReader reader, string[] refs, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var stored = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            stored.Add(reader.GetString(0), reader.GetInt64(1));
        }

        for (var i = 0; i < refs.Length; i++)
        {
            CommitRules.RequireNext(records[i].Ref, records[i].Version, stored.GetValueOrDefault(refs[i]));
        }
    }

    /// <summary>Why no numbers were to be had.</summary>
    private async Task<StoreException> RefusedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(FindFence, connection);
        var fence = (long)(await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        return fence > batch.Token ? new OutdatedException(fence) : new FencedException("Another server has taken over the writing of this catalog.");
    }

    private NpgsqlBatch WriteRows(NpgsqlConnection connection)
    {
        var write = new NpgsqlBatch(connection);
        if (records.Count > 0) write.BatchCommands.Add(PutRecordsCommand());
        var put = Items.Where(i => i.Value is not null).ToArray();
        if (put.Length > 0)
        {
            write.BatchCommands.Add(new NpgsqlBatchCommand(PutItems)
            {
                Parameters =
                {
                    Array(put.Select(i => i.Scope), NpgsqlDbType.Text),
                    Array(put.Select(i => i.Key), NpgsqlDbType.Text),
                    Array(put.Select(i => i.Value!.Value), NpgsqlDbType.Bytea),
                },
            });
        }

        var gone = Items.Where(i => i.Value is null).ToArray();
        if (gone.Length > 0)
        {
            write.BatchCommands.Add(new NpgsqlBatchCommand(DeleteItems)
            {
                Parameters = { Array(gone.Select(i => i.Scope), NpgsqlDbType.Text), Array(gone.Select(i => i.Key), NpgsqlDbType.Text) },
            });
        }

        write.BatchCommands.Add(PostgresLine.Notify(schema));
        return write;
    }

    private NpgsqlBatchCommand PutRecordsCommand() => new(PutRecords)
    {
        Parameters =
        {
            Array(Column(r => r.Ref.ToString()), NpgsqlDbType.Text),
            Array(Sequences, NpgsqlDbType.Bigint),
            // A ref begins again at version 1 after its bare tombstone.
            Array(Column(r => r.Kind == RecordKind.Tombstone ? 0 : r.Version), NpgsqlDbType.Bigint),
            Array(Column(r => (short)r.Kind), NpgsqlDbType.Smallint),
            Array(Column(r => r.State), NpgsqlDbType.Bytea),
            Array(Column(r => r.Processed), NpgsqlDbType.Bytea),
        },
    };

    private T[] Column<T>(Func<EncodedRecord, T> cell)
    {
        var column = new T[records.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = cell(records[i]);
        }

        return column;
    }

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values as T[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
