using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>The tables, and how a database of an older program gets to them.</summary>
/// <remarks>
/// <para><c>store</c> has one row: the schema's version and the last sequence number. Every commit begins by raising that
/// number, and so holds the row's lock until it is over: numbers become visible in their order, and a follower that has
/// seen n will never find a smaller one that it missed.</para>
/// <para><c>leader</c> has one row: which process commits, where it is reached, and a number that it raises every second. The number of its
/// term, the epoch, stands in <c>store</c> too, where each commit checks it under that row's lock.</para>
/// <para><c>fence</c> in <c>store</c> is the smallest fencing token with which silos commit (<see cref="ICatalogStore.FenceAsync"/>).</para>
/// <para><c>record</c> keeps a record's bodies in its row (no compression, no second table below 8 KB): each update writes
/// one new row, and vacuum, which is told to come early, frees one old row.</para>
/// </remarks>
internal static class PostgresSchema
{
    private const long MigrationLock = 0x4361_7461_6C6F_6700;
    private const string UseLock = "hashtextextended('catalog in use: ' || $1, 0)";

    // An advisory lock of two numbers: the schema, and who works on it.
    private const string GroupLock = "hashtext('catalog group: ' || $1), hashtext($2)";
    private const string Servers = "servers";

    private const string Groups =
        """
        FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid::bigint = hashtext('catalog group: ' || $1)::bigint & 4294967295
        """;

    private const string FindOthers = $"SELECT objid::bigint = hashtext($3)::bigint & 4294967295 {Groups} AND objid::bigint <> hashtext($2)::bigint & 4294967295 LIMIT 1";

    private const string FindThese = $"SELECT EXISTS (SELECT {Groups} AND objid::bigint = hashtext($2)::bigint & 4294967295)";

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
        "ALTER TABLE store ADD COLUMN fence bigint NOT NULL DEFAULT -9223372036854775808;",
    ];

    /// <summary>The version of the schema that this program works with.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Brings the schema to this program's version, all or nothing; of several processes that start at once, one does it.</summary>
    /// <exception cref="StoreException">The schema is newer than this program, or others work on it that this process cannot join; nothing was changed.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, string schema, string? silos, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync($"SELECT pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
        await RequireAmongItsOwnAsync(connection, schema, silos, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Says that this session works with the schema as it is: while it lives, the schema is not migrated, and who is not of its group is refused.</summary>
    /// <exception cref="StoreException">It has been migrated since this program started, or others work on it that this process cannot join.</exception>
    public static async Task UseAsync(NpgsqlConnection connection, string schema, string? silos, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT pg_advisory_lock_shared({UseLock}), pg_advisory_lock_shared({GroupLock})", schema, GroupOf(silos));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await RequireAmongItsOwnAsync(connection, schema, silos, cancellationToken).ConfigureAwait(false);
        var version = await VersionAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        if (version == Version) return;
        throw new StoreException($"The schema {schema} has been brought to version {version}; this program knows version {Version}. Run the version that did it, or a newer one.");
    }

    /// <summary>
    /// Lets the silos of a cluster commit, and from now on nobody else until a server takes the lead. The first of them may do so with any token:
    /// where silos find each other without a database, their count of changes begins anew.
    /// </summary>
    /// <returns>The term in which they commit: below those of servers, and another for each cluster.</returns>
    public static async Task<long> GiveToSilosAsync(NpgsqlConnection connection, string schema, string silos, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            $"""
            UPDATE store SET
              epoch = -2 - (hashtext($2)::bigint & 4294967295),
              fence = CASE WHEN EXISTS (SELECT {Groups} AND objid::bigint = hashtext($2)::bigint & 4294967295 AND pid <> pg_backend_pid()) THEN fence ELSE -9223372036854775808 END
            RETURNING epoch
            """,
            schema, GroupOf(silos));
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Whether any process of a cluster of silos works on the schema.</summary>
    public static async Task<bool> AreAtWorkAsync(NpgsqlConnection connection, string schema, string silos, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, FindThese, schema, GroupOf(silos));
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static string GroupOf(string? silos) => silos is null ? Servers : $"silos {silos}";

    private static async Task RequireAmongItsOwnAsync(NpgsqlConnection connection, string schema, string? silos, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, FindOthers, schema, GroupOf(silos), Servers);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not bool servers) return;
        throw new StoreException(
            $"{(servers ? "Servers that are no silos" : "The silos of an Orleans cluster")} work on the schema {schema}; "
            + $"{(silos is null ? "a server" : $"a silo of the cluster {silos}")} cannot join them. Nothing was changed. Stop them all first, or name another schema.");
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params string[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static async Task RequireUnusedAsync(NpgsqlConnection connection, string schema, int version, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT pg_try_advisory_xact_lock({UseLock})", schema);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true) return;
        throw new StoreException(
            $"Servers of an older version work with the schema {schema}, version {version}; this program needs version {Version}. Nothing was changed. Stop them all, then start this one.");
    }

    /// <summary>The schema's version; 0 when there is none yet.</summary>
    private static async Task<int> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var exists = Command(connection, "SELECT to_regclass($1) IS NOT NULL", $"{Quote(schema)}.store");
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true) return 0;
        await using var version = new NpgsqlCommand("SELECT schema_version FROM store", connection);
        return (int)(await version.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>A name as SQL wants it.</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
