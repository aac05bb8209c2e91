using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>The tables, and how a database of an older program gets to them.</summary>
/// <remarks>
/// <para><c>store</c> has one row: the schema's version and the last sequence number. Every commit begins by raising that
/// number, and so holds the row's lock until it is over: numbers become visible in their order, and a follower that has
/// seen n will never find a smaller one that it missed.</para>
/// <para><c>record</c> keeps a record's bodies in its row (no compression, no second table below 8 KB): each update writes
/// one new row, and vacuum, which is told to come early, frees one old row.</para>
/// </remarks>
internal static class PostgresSchema
{
    private const long MigrationLock = 0x4361_7461_6C6F_6700;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE record(
          ref text COLLATE "C" PRIMARY KEY,
          seq bigint NOT NULL UNIQUE,
          version bigint NOT NULL,
          kind smallint NOT NULL,
          state bytea,
          processed bytea)
        WITH (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.1);
        CREATE TABLE item(
          scope text COLLATE "C" NOT NULL,
          key text COLLATE "C" NOT NULL,
          value bytea NOT NULL,
          PRIMARY KEY(scope, key));
        ALTER TABLE store ADD COLUMN last_seq bigint NOT NULL DEFAULT 0;
        """,
    ];

    /// <summary>Brings the schema to this program's version, all or nothing; of several processes that start at once, one does it.</summary>
    /// <exception cref="StoreException">The schema is newer than this program; nothing was changed.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync($"SELECT pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
        var version = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version > Migrations.Length)
        {
            throw new StoreException(
                $"The schema {schema} has version {version}; this program knows up to {Migrations.Length}. It was not touched. Run the version that wrote it, or a newer one.");
        }

        if (version == Migrations.Length) return;
        if (version == 0)
        {
            await RunAsync(
                $"""
                CREATE SCHEMA IF NOT EXISTS {Quote(schema)};
                CREATE TABLE store(single boolean PRIMARY KEY DEFAULT true CHECK (single), schema_version integer NOT NULL) WITH (fillfactor = 10);
                INSERT INTO store(schema_version) VALUES(0);
                """).ConfigureAwait(false);
        }

        for (; version < Migrations.Length; version++)
        {
            await RunAsync(Migrations[version]).ConfigureAwait(false);
        }

        await RunAsync($"UPDATE store SET schema_version = {version}").ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The schema's version; 0 when there is none yet.</summary>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{Quote(schema)}.store" } } };
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true) return 0;
        await using var version = new NpgsqlCommand("SELECT schema_version FROM store", connection);
        return (int)(await version.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>A name as SQL wants it.</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
