using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Catalog.Storage.Sqlite.Native;

/// <summary>A prepared statement: bind, step until false, then it is ready to be bound again.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt statement) : IDisposable
{
    public void Bind(int index, long value) => connection.Check(sqlite3_bind_int64(statement, index, value));

    public void BindBlob(int index, ReadOnlySpan<byte> value) => connection.Check(sqlite3_bind_blob(statement, index, value));

    // An empty span has no address, and SQLite takes a text without address for null.
    public void BindText(int index, ReadOnlySpan<byte> utf8) =>
        connection.Check(utf8.IsEmpty ? sqlite3_bind_text(statement, index, "") : sqlite3_bind_text(statement, index, utf8));

    public void BindText(int index, string value) => BindText(index, Encoding.UTF8.GetBytes(value));

    /// <summary>Moves to the next row; false when there is none, and then, or on an error, the statement is reset.</summary>
    public bool Step()
    {
        var result = sqlite3_step(statement);
        if (result == SQLITE_ROW) return true;
        sqlite3_reset(statement);
        connection.Check(result);
        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Ends the statement before its last row.</summary>
    public void Reset() => sqlite3_reset(statement);

    public long Int64(int column) => sqlite3_column_int64(statement, column);

    /// <summary>The bytes of a text or blob, empty for null; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();
}
