using System.Runtime.InteropServices;
using SQLitePCL;

namespace Catalog.Storage.Sqlite.Native;

/// <summary>Asks SQLite about the database file itself, which its .NET binding has no call for.</summary>
internal static partial class SqliteFile
{
    private const int HasMovedControl = 20;

    /// <summary>True when the path no longer names the file that the connection has open: it was deleted, moved or replaced.</summary>
    /// <remarks>Where the system does not let go of open files (Windows), SQLite does not answer and nothing can have moved.</remarks>
    public static bool HasMoved(sqlite3 connection) =>
        FileControl(connection, "main", HasMovedControl, out var moved) == raw.SQLITE_OK && moved != 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(SafeHandle connection, string database, int operation, out int argument);
}
