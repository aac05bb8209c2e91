using Catalog.Storage;
using Catalog.Storage.Postgres;
using Npgsql;

namespace Catalog.Silo.Clustering;

/// <summary>
/// Silos that stand in the tables as at work and are not, because all have died at once. Nobody is left to find them dead, and whoever starts
/// would try for minutes to reach them.
/// </summary>
internal static class LostSilos
{
    /// <summary>As many looks show that a silo is at work: one that is only about to start is seen for less.</summary>
    private const int Seen = 3;

    /// <summary>As many show that none is: one whose session broke has another by then.</summary>
    private const int Unseen = 12;

    private const string AnyAtWork = "SELECT EXISTS (SELECT FROM silo WHERE cluster = $1 AND status IN (3, 4, 5))";

    private const string DeclareDead =
        """
        WITH lost AS (UPDATE silo SET status = 6 WHERE cluster = $1 AND status IN (3, 4, 5) RETURNING 1)
        UPDATE silo_version SET version = version + 1 WHERE cluster = $1 AND EXISTS (SELECT FROM lost)
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Declares all silos of a cluster dead, if none is at work.</summary>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public static async Task DeclareDeadAsync(PostgresStoreOptions options, string cluster, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(MembershipTables.ConnectionString(options));
            await connection.OpenAsync(cancellationToken);
            if (await RunAsync(AnyAtWork) is not true || await IsAnyAtWorkAsync(options, cancellationToken)) return;
            await RunAsync(DeclareDead);

            async Task<object?> RunAsync(string sql)
            {
                await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = cluster } } };
                return await command.ExecuteScalarAsync(cancellationToken);
            }
        }
        catch (NpgsqlException e)
        {
            throw new StoreException($"The tables by which silos find each other cannot be read: {e.Message}", e);
        }
    }

    private static async Task<bool> IsAnyAtWorkAsync(PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        await using var store = new PostgresCatalogStore(options);
        using var timer = new PeriodicTimer(s_pause);
        for (var (seen, unseen) = (0, 0); seen < Seen; await timer.WaitForNextTickAsync(cancellationToken))
        {
            (seen, unseen) = await store.IsSiloAtWorkAsync(cancellationToken) ? (seen + 1, 0) : (0, unseen + 1);
            if (unseen == Unseen) return false;
        }

        return true;
    }
}
