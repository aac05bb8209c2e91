using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>
/// One connection that a process keeps for itself, so that being heard of does not wait for the pool: opened when it is needed, opened
/// again after it broke. Says that the schema is in use, and hears of commits. Used by one caller at a time.
/// </summary>
internal sealed class PostgresLine(PostgresDatabase database, PostgresStoreOptions options) : IAsyncDisposable
{
    private const string Channel = "catalog";

    // A machine that loses its power says no farewell. The server would take the session for alive for two hours.
    private const string NoticeDeath = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";
    private NpgsqlConnection? _connection;
    private volatile bool _told;

    /// <summary>What tells all lines of a schema, once it is committed.</summary>
    public static NpgsqlBatchCommand Notify(string schema) => new($"SELECT pg_notify('{Channel}', $1)") { Parameters = { new() { Value = schema } } };

    /// <summary>Runs work on the connection.</summary>
    /// <exception cref="StoreException">The server or the network failed.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(await OpenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException or IOException) throw database.Describe(e);
            throw;
        }
    }

    /// <summary>Waits until somebody may have committed since the last wait ended, but no longer than given.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!_told)
        {
            await UseAsync((connection, token) => connection.WaitAsync(atMost, token), cancellationToken).ConfigureAwait(false);
        }

        _told = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } open) return open;
        var connection = _connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await PostgresSchema.UseAsync(connection, options.Schema, options.Silos, cancellationToken).ConfigureAwait(false);
        connection.Notification += (_, told) => _told |= told.Payload == options.Schema;
        await using var listen = new NpgsqlCommand($"{NoticeDeath}; LISTEN {Channel}", connection);
        await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }
}
