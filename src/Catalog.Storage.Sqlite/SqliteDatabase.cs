using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>Opens the database file for writing, making or migrating it where needed.</summary>
internal static class SqliteDatabase
{
    /// <exception cref="StoreException">It cannot be opened, is not a catalog, or is newer than this program.</exception>
    public static SqliteWriter OpenWriter(SqliteStoreOptions options)
    {
        MakeDirectory(options.Path);
        if (File.Exists(options.Path)) RequireKnown(options);

        var connection = SqliteConnection.Open(options.Path, readOnly: false, options.BusyTimeout);
        try
        {
            Tune(connection, options);
            SqliteSchema.Migrate(connection);
            return new SqliteWriter(connection, new SqliteCheckpointer(SqliteConnection.Open(options.Path, readOnly: false, options.BusyTimeout)));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A connection that cannot write looks first: closing one that can would already touch a database that is not ours.
    private static void RequireKnown(SqliteStoreOptions options)
    {
        using var connection = SqliteConnection.Open(options.Path, readOnly: true, options.BusyTimeout);
        SqliteSchema.RequireKnown(connection, options.Path);
    }

    private static void Tune(SqliteConnection connection, SqliteStoreOptions options)
    {
        // No memory mapping: mapped pages count as memory of this process, and a failing disk would kill it instead of giving an error.
        connection.Execute(
            $"""
            PRAGMA page_size = 8192;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = {-1024 * options.WriterCacheMegabytes};
            PRAGMA journal_size_limit = 67108864;
            PRAGMA wal_autocheckpoint = 0;
            """);
    }

    private static void MakeDirectory(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The directory of {path} cannot be made: {e.Message}", e);
        }
    }
}
