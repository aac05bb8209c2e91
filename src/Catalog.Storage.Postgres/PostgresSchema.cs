using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>The tables, and how a database of an older program gets to them.</summary>
/// <remarks>
/// <para><c>store</c> has one row: the schema's version and the last sequence number. Every commit begins by raising that
/// number, and so holds the row's lock until it is over: numbers become visible in their order, and a follower that has
/// seen n will never find a smaller one that it missed.</para>
/// <para><c>leader</c> has one row: which process commits, where it is reached, and a number that it raises every second. The number of its
/// term, the epoch, stands in <c>store</c> too, where each commit checks it under that row's lock.</para>
/// <para><c>record</c> keeps a record's bodies in its row (no compression, no second table below 8 KB): each update writes
/// one new row, and vacuum, which is told to come early, frees one old row.</para>
/// </remarks>
internal static class PostgresSchema
{
    private const long MigrationLock = 0x4361_7461_6C6F_6700;
    private const string UseLock = "hashtextextended('catalog in use: ' || $1, 0)";

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
        """
        ALTER TABLE store ADD COLUMN item_changes bigint NOT NULL DEFAULT 0, ADD COLUMN epoch bigint NOT NULL DEFAULT 0;
        CREATE TABLE leader(
          single boolean PRIMARY KEY DEFAULT true CHECK (single),
          epoch bigint NOT NULL DEFAULT 0,
          beat bigint NOT NULL DEFAULT 0,
          process text, address text, secret text)
        WITH (fillfactor = 10);
        INSERT INTO leader DEFAULT VALUES;
        """,
    ];

    /// <summary>The version of the schema that this program works with.</summary>
    public static int Version => Migrations.Length;

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
        if (version > 0) await RequireUnusedAsync(connection, schema, version, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Says that this session works with the schema as it is: while it lives, the schema is not migrated.</summary>
    /// <exception cref="StoreException">It has been migrated since this program started.</exception>
    public static async Task UseAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock_shared({UseLock})", connection) { Parameters = { new() { Value = schema } } };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var version = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version == Version) return;
        throw new StoreException($"The schema {schema} has been brought to version {version}; this program knows version {Version}. Run the version that did it, or a newer one.");
    }

    private static async Task RequireUnusedAsync(NpgsqlConnection connection, string schema, int version, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({UseLock})", connection) { Parameters = { new() { Value = schema } } };
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true) return;
        throw new StoreException(
            $"Servers of an older version work with the schema {schema}, version {version}; this program needs version {Version}. Nothing was changed. Stop them all, then start this one.");
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
