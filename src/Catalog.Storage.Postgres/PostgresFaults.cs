using System.Net.Sockets;
using Npgsql;

namespace Catalog.Storage.Postgres;

/// <summary>Turns what PostgreSQL or the network reports into errors that say what happened and what to do about it.</summary>
internal static class PostgresFaults
{
    public static StoreException Describe(Exception error, string server) => error switch
    {
        PostgresException e => Describe(e, server),
        NpgsqlException { InnerException: TimeoutException } => new StoreException(
            $"PostgreSQL at {server} did not answer in time. Check its load, and for transactions held open.", error)
        { Transient = true },
        NpgsqlException { InnerException: SocketException s } => new StoreException(
            $"PostgreSQL at {server} cannot be reached: {s.Message}. Check that it runs, and host and port.", error)
        { Transient = true },
        NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException a } => new StoreException(
            $"The encrypted connection to PostgreSQL at {server} failed: {a.Message} Check the ssl settings.", error),
        NpgsqlException e => new StoreException($"The connection to PostgreSQL at {server} failed: {e.Message}", error) { Transient = true },
        _ => new StoreException($"PostgreSQL at {server} failed: {error.Message}", error),
    };

    /// <summary>True when the error came from the wire and not from the server, so that the fate of what was sent is unknown.</summary>
    public static bool IsConnectionLoss(Exception error) =>
        error is NpgsqlException and not PostgresException or PostgresException { SqlState: "57P01" or "57P02" or "57P03" } or IOException;

    private static StoreException Describe(PostgresException e, string server) => e.SqlState switch
    {
        "28P01" or "28000" => new StoreException($"PostgreSQL at {server} refused the login: {e.MessageText}. Check user and password.", e),
        "3D000" => new StoreException($"PostgreSQL at {server} has no such database: {e.MessageText}. Create it, or name another.", e),
        "42501" => new StoreException($"PostgreSQL at {server} denies a right: {e.MessageText}. The user must own the schema, or be allowed to create it.", e),
        "53100" => new StoreException($"The disk of PostgreSQL at {server} is full: {e.MessageText}. Nothing was written; free some space.", e) { Transient = true },
        "53300" => new StoreException($"PostgreSQL at {server} has no connection left: {e.MessageText}. Raise max_connections, or lower the pool size.", e) { Transient = true },
        "25P03" => new StoreException($"PostgreSQL at {server} has broken off a commit, since this process was silent for seconds in the middle of it. Nothing was written.", e) { Transient = true },
        "25006" => new StoreException($"PostgreSQL at {server} is read-only: {e.MessageText}. Connect to the primary.", e) { Transient = true },
        "57P01" or "57P02" or "57P03" => new StoreException($"PostgreSQL at {server} is shutting down or starting: {e.MessageText}.", e) { Transient = true },
        _ => new StoreException($"PostgreSQL at {server} failed: {e.MessageText} (code {e.SqlState}).", e) { Transient = e.IsTransient },
    };
}
