using Catalog.Model;
using Catalog.Storage.Records;
using Npgsql;
using NpgsqlTypes;

namespace Catalog.Storage.Postgres;

/// <summary>The reads, each on one connection.</summary>
internal static class PostgresQueries
{
    private const string Columns = "ref, version, kind, state, processed, seq";

    public static async Task<long> LastSequenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT last_seq FROM store", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public static async Task<EntityRecord?[]> GetAsync(
        NpgsqlConnection connection, IReadOnlyList<EntityRef> refs, CancellationToken cancellationToken)
    {
        var found = new Dictionary<EntityRef, EntityRecord?>(refs.Count);
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM record WHERE ref = ANY($1)", connection)
        {
            Parameters = { Texts(refs.Select(r => r.ToString())) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        using var entries = new EntryReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var entry = entries.Read(RecordParts.All);
            found[entry.Ref] = entry.Record;
        }

        return [.. refs.Select(r => found.GetValueOrDefault(r))];
    }

    /// <summary>The next entries after a sequence number, as many as make a chunk; one statement, so they are of one moment.</summary>
    public static async Task<List<FeedEntry>> FeedAsync(NpgsqlConnection connection, long after, long bareUpTo, int count, CancellationToken cancellationToken)
    {
        var entries = new List<FeedEntry>();
        await using var command = new NpgsqlCommand(
            """
            SELECT ref, version, kind, state, CASE WHEN seq > $3 OR octet_length(processed) = 0 THEN processed ELSE '{}' END, seq
            FROM record WHERE seq > $1 ORDER BY seq LIMIT $2
            """,
            connection)
        {
            Parameters = { new() { Value = after }, new() { Value = count }, new() { Value = bareUpTo } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        using var next = new EntryReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            entries.Add(next.Read(reader.GetInt64(5) <= bareUpTo ? RecordParts.Bare : RecordParts.Told));
        }

        return entries;
    }

    public static async Task<Dictionary<long, byte[]>> BodiesAsync(
        NpgsqlConnection connection, IEnumerable<long> sequences, CancellationToken cancellationToken)
    {
        var bodies = new Dictionary<long, byte[]>();
        await using var command = new NpgsqlCommand("SELECT seq, processed FROM record WHERE seq = ANY($1) AND kind = 0", connection)
        {
            Parameters = { new() { Value = sequences.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            bodies[reader.GetInt64(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return bodies;
    }

    public static async Task<Dictionary<string, ProcessedBody>> BodiesAsync(
        NpgsqlConnection connection, IEnumerable<EntityRef> refs, CancellationToken cancellationToken)
    {
        var bodies = new Dictionary<string, ProcessedBody>();
        await using var command = new NpgsqlCommand("SELECT ref, seq, processed FROM record WHERE ref = ANY($1) AND kind = 0", connection)
        {
            Parameters = { Texts(refs.Select(r => r.ToString())) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            bodies[reader.GetString(0)] = new ProcessedBody(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        }

        return bodies;
    }

    /// <summary>The items of a scope, or only one of them.</summary>
    public static async Task<List<StoredItem>> ItemsAsync(
        NpgsqlConnection connection, string scope, string? key, CancellationToken cancellationToken)
    {
        var items = new List<StoredItem>();
        await using var command = new NpgsqlCommand("SELECT key, value FROM item WHERE scope = $1" + (key is null ? "" : " AND key = $2"), connection);
        command.Parameters.Add(new() { Value = scope });
        if (key is not null) command.Parameters.Add(new() { Value = key });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            items.Add(new StoredItem(scope, reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        items.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return items;
    }

    private static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
