using System.Collections.Concurrent;
using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>
/// Keeps readers ready for reuse. As many are open as reads run at once; a few idle ones are kept. When the file is not there any more,
/// reads share the readers that are open.
/// </summary>
internal sealed class SqliteReaderPool(SqliteStoreOptions options) : IDisposable
{
    private const int MaxIdle = 4;
    private readonly BlockingCollection<SqliteReader> _idle = new(new ConcurrentBag<SqliteReader>());
    private volatile bool _disposed;

    /// <summary>Runs a read on a reader of its own.</summary>
    public T Read<T>(Func<SqliteReader, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var reader = _idle.TryTake(out var idle) ? idle : Open();
        var reusable = false;
        try
        {
            var result = read(reader);
            reusable = true;
            return result;
        }
        finally
        {
            // After an error a statement may still be open, and with it an old snapshot.
            if (reusable && !_disposed && _idle.Count < MaxIdle) _idle.Add(reader);
            else reader.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private SqliteReader Open()
    {
        if (!File.Exists(options.Path)) return _idle.TryTake(out var shared, options.BusyTimeout) ? shared : throw SqliteFaults.Moved(options.Path);
        var connection = SqliteConnection.Open(options.Path, readOnly: true, options.BusyTimeout);
        try
        {
            connection.Execute($"PRAGMA cache_size = {-1024 * options.ReaderCacheMegabytes}");
            return new SqliteReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
