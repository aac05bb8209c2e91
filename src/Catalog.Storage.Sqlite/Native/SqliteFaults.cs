using static SQLitePCL.raw;

namespace Catalog.Storage.Sqlite.Native;

/// <summary>Turns SQLite's result codes into errors that say what happened and what to do about it.</summary>
internal static class SqliteFaults
{
    public static StoreException Moved(string path) => new(
        $"{path} or its -wal file was deleted, moved or replaced while it was open. Nothing was written; put the files back, or restart on what is there now.")
    {
        Transient = true,
    };

    public static StoreException Describe(int result, string detail, string path) => (result & 0xff) switch
    {
        SQLITE_FULL => new StoreException(
            $"There is no room left to write {path} ({detail}). Nothing was written; free some space on its disk.")
        { Transient = true },
        SQLITE_BUSY or SQLITE_LOCKED => new StoreException(
            $"{path} is locked by another process ({detail}). Nothing was written; stop the other process, or wait until it is done.")
        { Transient = true },
        SQLITE_IOERR => new StoreException(
            $"Reading or writing {path} failed ({detail}, code {result}). Check its disk.")
        { Transient = true },
        SQLITE_READONLY => new StoreException(
            $"{path} cannot be written ({detail}). Give this user the right to write the file and its directory, or choose another path.")
        { Transient = true },
        SQLITE_CANTOPEN => new StoreException(
            $"{path} cannot be opened ({detail}). Check that its directory exists and that this user may write in it."),
        SQLITE_NOTADB => new StoreException(
            $"{path} is not a catalog database ({detail}). Choose another path, or move the file away."),
        SQLITE_CORRUPT => new StoreException(
            $"{path} is damaged ({detail}, code {result}). Restore it from a backup, or move it away to begin anew from the sources."),
        _ => new StoreException($"SQLite failed on {path}: {detail} (code {result})."),
    };
}
