using Catalog.Storage.Sqlite.Native;

namespace Catalog.Storage.Sqlite;

/// <summary>
/// Keeps the write-ahead log short: copies it into the database on a thread and connection of its own while commits go on,
/// and only when commits never pause, so that the log never ends, lets the writer copy the rest between two of them.
/// </summary>
internal sealed class SqliteCheckpointer(SqliteConnection connection) : IDisposable
{
    private const int BackgroundPages = 2_000;
    private const int MaxPages = 10_000;
    private Task _background = Task.CompletedTask;
    private int _pagesSinceBackground;
    private int _pagesInLog;

    /// <summary>Takes note of a commit; called by the writer's thread between commits.</summary>
    public void Committed(SqliteConnection writer)
    {
        var pages = writer.TakePagesWritten();
        _pagesInLog += pages;
        _pagesSinceBackground += pages;
        if (!_background.IsCompleted) return;
        if (_pagesInLog >= MaxPages)
        {
            // With a reader on an old snapshot some of it stays; then it is tried again after some more commits.
            _pagesInLog = writer.Checkpoint() ? 0 : MaxPages - BackgroundPages;
            _pagesSinceBackground = 0;
        }
        else if (_pagesSinceBackground >= BackgroundPages)
        {
            _pagesSinceBackground = 0;
            _background = Task.Factory.StartNew(() => connection.Checkpoint(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for a copy that is under way.</summary>
    public void Dispose()
    {
        _background.Wait();
        connection.Dispose();
    }
}
