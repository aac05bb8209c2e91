using SQLitePCL;
using static SQLitePCL.raw;

namespace Catalog.Storage.Sqlite.Native;

/// <summary>
/// One connection, used by one thread at a time. It speaks SQLite's own C interface: an ADO.NET provider makes
/// several objects for every row, which at a hundred thousand rows a second is most of the cost.
/// </summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 _db;
    private readonly string _path;

    static SqliteConnection() => Batteries_V2.Init();

    private SqliteConnection(sqlite3 db, string path)
    {
        _db = db;
        _path = path;
    }

    /// <exception cref="StoreException">The file cannot be opened.</exception>
    public static SqliteConnection Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var flags = SQLITE_OPEN_NOMUTEX | (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        var result = sqlite3_open_v2(path, out var db, flags, null);
        var connection = new SqliteConnection(db, path);
        try
        {
            connection.Check(result);
            sqlite3_extended_result_codes(db, 1);
            sqlite3_busy_timeout(db, (int)busyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>True while a transaction is open.</summary>
    public bool InTransaction => sqlite3_get_autocommit(_db) == 0;

    public SqliteStatement Prepare(string sql)
    {
        Check(sqlite3_prepare_v2(_db, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Runs statements that give no rows, or whose rows do not matter.</summary>
    public void Execute(string sql) => Check(sqlite3_exec(_db, sql));

    /// <summary>The first column of the first row.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>How many pages this connection has written since it was last asked; in write-ahead mode all of them go to the log.</summary>
    public int TakePagesWritten()
    {
        sqlite3_db_status(_db, SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies what it can of the write-ahead log into the database, waiting for nobody; an error is left to the next try.</summary>
    /// <returns>True when nothing is left in the log, so that the next commit begins it anew.</returns>
    public bool Checkpoint() =>
        sqlite3_wal_checkpoint_v2(_db, "main", SQLITE_CHECKPOINT_PASSIVE, out var log, out var copied) == SQLITE_OK && log == copied;

    /// <exception cref="StoreException">The path no longer names the file and log that are open, so what is written would be lost.</exception>
    public void RequireInPlace()
    {
        if (SqliteFile.HasMoved(_db) || !File.Exists(_path + "-wal")) throw SqliteFaults.Moved(_path);
    }

    /// <exception cref="StoreException">The result is an error.</exception>
    public void Check(int result)
    {
        if (result is not (SQLITE_OK or SQLITE_ROW or SQLITE_DONE)) throw SqliteFaults.Describe(result, sqlite3_errmsg(_db).utf8_to_string(), _path);
    }

    public void Dispose() => _db.Dispose();
}
