using Catalog.Storage.Sqlite;
using Catalog.Storage.Tests.Kit;
using SQLitePCL;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>A backup with SQLite's own means, by another program, while the catalog is written.</summary>
public sealed class SqliteBackupTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ACopyTakenWhileItIsWritten_IsTheCatalogAsItWasAtOneMoment()
    {
        var (path, backup) = (_directory.File("catalog.db"), _directory.File("backup.db"));
        await using var store = await OpenAsync(path);
        using var enough = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var writing = WriteAsync(store, begun, enough.Token);
        await begun.Task;
        await Task.Run(() => VacuumInto(path, backup), Token);
        await enough.CancelAsync();
        var written = await writing;

        await using var restored = await OpenAsync(backup);
        var last = await restored.GetLastSequenceAsync(Token);
        Assert.InRange(last, 100, written);
        var count = 0;
        await foreach (var entry in restored.ReadFeedAsync(0, 0, Token))
        {
            Assert.Equal(++count, entry.Sequence);
        }

        Assert.Equal(last, count);
        Assert.Equal([last + 1], await restored.CommitAsync(Batch(Plain(Ref($"e{last}"), 1)), Token));
    }

    private static void VacuumInto(string path, string backup)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READWRITE, null));
        using (database)
        {
            raw.sqlite3_busy_timeout(database, 10_000);
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, $"VACUUM INTO '{backup}'"));
        }
    }

    private static async Task<int> WriteAsync(SqliteCatalogStore store, TaskCompletionSource begun, CancellationToken enough)
    {
        var written = 0;
        for (; !enough.IsCancellationRequested; written++)
        {
            await store.CommitAsync(Batch(Plain(Ref($"e{written}"), 1)), Token);
            if (written == 100) begun.SetResult();
        }

        return written;
    }

    private static async Task<SqliteCatalogStore> OpenAsync(string path)
    {
        var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path });
        await store.InitializeAsync(Token);
        return store;
    }
}
