using Catalog.Storage;
using Catalog.Storage.Postgres;
using Npgsql;

namespace Catalog.Silo.Clustering;

/// <summary>The tables in which silos find each other, beside the catalog's own; and the statements by which Orleans' ADO.NET provider uses them.</summary>
/// <remarks>
/// The provider reads its statements from the table <c>OrleansQuery</c> and knows only the names of their parameters and columns. A silo is
/// written together with the version of the whole table, so that of two changes made at once one is refused.
/// </remarks>
internal static class MembershipTables
{
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS OrleansQuery(QueryKey text PRIMARY KEY, QueryText text NOT NULL);
        CREATE TABLE IF NOT EXISTS silo_version(cluster text PRIMARY KEY, version integer NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS silo(
          cluster text NOT NULL REFERENCES silo_version(cluster),
          address text NOT NULL,
          port integer NOT NULL,
          generation integer NOT NULL,
          name text NOT NULL,
          host text NOT NULL,
          status integer NOT NULL,
          gateway_port integer NOT NULL,
          suspected text,
          started timestamptz NOT NULL,
          alive timestamptz NOT NULL,
          PRIMARY KEY(cluster, address, port, generation));
        """;

    private const string IsIt = "cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation";

    private const string Columns =
        """
        SELECT v.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName,
          s.status AS Status, s.gateway_port AS ProxyPort, s.suspected AS SuspectTimes, s.started AS StartTime, s.alive AS IAmAliveTime
        FROM silo_version v LEFT JOIN silo s ON s.cluster = v.cluster
        """;

    private const string Raise = "UPDATE silo_version SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version";

    private static readonly (string Key, string Text)[] s_statements =
    [
        ("GatewaysQueryKey", "SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation FROM silo WHERE cluster = @DeploymentId AND status = @Status AND gateway_port > 0"),
        ("MembershipReadRowKey", $"{Columns} AND s.address = @Address AND s.port = @Port AND s.generation = @Generation WHERE v.cluster = @DeploymentId"),
        ("MembershipReadAllKey", $"{Columns} WHERE v.cluster = @DeploymentId"),
        ("InsertMembershipVersionKey", "WITH done AS (INSERT INTO silo_version(cluster) VALUES(@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::integer FROM done"),
        ("InsertMembershipKey",
            $"""
            WITH raised AS ({Raise} AND NOT EXISTS (SELECT 1 FROM silo WHERE {IsIt}) RETURNING 1),
              done AS (INSERT INTO silo(cluster, address, port, generation, name, host, status, gateway_port, started, alive)
                SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised RETURNING 1)
            SELECT count(*)::integer FROM done
            """),
        ("UpdateMembershipKey",
            $"""
            WITH raised AS ({Raise} RETURNING 1),
              done AS (UPDATE silo SET status = @Status, suspected = @SuspectTimes, alive = @IAmAliveTime WHERE {IsIt} AND EXISTS (SELECT 1 FROM raised) RETURNING 1)
            SELECT count(*)::integer FROM done
            """),
        ("UpdateIAmAlivetimeKey", $"UPDATE silo SET alive = @IAmAliveTime WHERE {IsIt}"),
        ("DeleteMembershipTableEntriesKey", "DELETE FROM silo WHERE cluster = @DeploymentId; DELETE FROM silo_version WHERE cluster = @DeploymentId"),
        ("CleanupDefunctSiloEntriesKey", "DELETE FROM silo WHERE cluster = @DeploymentId AND alive < @IAmAliveTime AND status = 6"),
    ];

    /// <summary>The catalog's database, its schema first; by a few connections of their own, so that silos find each other while the catalog's are all at work.</summary>
    public static string ConnectionString(PostgresStoreOptions store) =>
        new NpgsqlConnectionStringBuilder(store.ConnectionString) { SearchPath = $"\"{store.Schema}\"", MinPoolSize = 0, MaxPoolSize = 3 }.ConnectionString;

    /// <summary>Makes the tables where they are missing, and puts this program's statements into them.</summary>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public static async Task CreateAsync(PostgresStoreOptions store, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(store));
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var tables = new NpgsqlCommand(
                $"SELECT pg_advisory_xact_lock(hashtext('catalog silo tables')); CREATE SCHEMA IF NOT EXISTS \"{store.Schema}\"; {Tables}", connection);
            await tables.ExecuteNonQueryAsync(cancellationToken);
            await using var statements = new NpgsqlCommand(
                "INSERT INTO OrleansQuery SELECT * FROM unnest($1, $2) ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText", connection)
            {
                Parameters = { new() { Value = s_statements.Select(s => s.Key).ToArray() }, new() { Value = s_statements.Select(s => s.Text).ToArray() } },
            };
            await statements.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new StoreException($"The tables by which silos find each other cannot be made: {e.Message}", e);
        }
    }
}
