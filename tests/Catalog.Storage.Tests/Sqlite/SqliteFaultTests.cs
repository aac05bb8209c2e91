using Catalog.Storage.Sqlite;
using Catalog.Storage.Sqlite.Native;
using Catalog.Storage.Tests.Kit;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>What stands in the way of the file is said clearly, harms nothing, and is over when its cause is gone.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabasePath => _directory.File("catalog.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task LockedByAnotherProcess_IsTransient_AndOverWhenTheLockGoes()
    {
        await using var store = await OpenAsync(DatabasePath);
        using (var other = SqliteConnection.Open(DatabasePath, readOnly: false, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            var error = await FailAsync(store, Plain(Ref("a"), 1));
            Assert.True(error.Transient);
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, await store.GetLastSequenceAsync(Token));
            other.Execute("ROLLBACK");
        }

        Assert.Equal([1L], await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task FileMovedAwayUnderTheStore_IsRefused_AndWorksWhenItIsBack()
    {
        await using var store = await OpenAsync(DatabasePath);
        await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        File.Move(DatabasePath, DatabasePath + ".away");
        var error = await FailAsync(store, Plain(Ref("b"), 1));
        Assert.True(error.Transient);
        Assert.Contains("deleted, moved or replaced", error.Message, StringComparison.Ordinal);
        Assert.NotNull((await store.GetAsync([Ref("a")], Token))[0]);

        File.Move(DatabasePath + ".away", DatabasePath);
        Assert.Equal([2L], await store.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
    }

    [Fact]
    public async Task FileReplacedUnderTheStore_IsRefused_AndTheNewOneIsNotTouched()
    {
        await using (var store = await OpenAsync(DatabasePath))
        {
            await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
            File.Delete(DatabasePath);
            await File.WriteAllTextAsync(DatabasePath, "a file of somebody else", Token);
            Assert.Contains("replaced", (await FailAsync(store, Plain(Ref("b"), 1))).Message, StringComparison.Ordinal);
        }

        Assert.Equal("a file of somebody else", await File.ReadAllTextAsync(DatabasePath, Token));
    }

    [Fact]
    public async Task LogDeletedUnderTheStore_IsRefused()
    {
        await using var store = await OpenAsync(DatabasePath);
        await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        File.Delete(DatabasePath + "-wal");
        Assert.Contains("-wal", (await FailAsync(store, Plain(Ref("b"), 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotADatabase_IsSaidSo_AndLeftAlone()
    {
        var text = new string('x', 5000);
        await File.WriteAllTextAsync(DatabasePath, text, Token);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(DatabasePath));
        Assert.Contains("not a catalog database", error.Message, StringComparison.Ordinal);
        Assert.False(error.Transient);
        Assert.Equal(text, await File.ReadAllTextAsync(DatabasePath, Token));
    }

    [Fact]
    public async Task DatabaseOfAnotherProgram_IsSaidSo_AndLeftAlone()
    {
        await AlterAsync("CREATE TABLE shopping(list TEXT)", create: false);
        var before = await File.ReadAllBytesAsync(DatabasePath, Token);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(DatabasePath));
        Assert.Contains("not a catalog's", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath, Token));
    }

    [Fact]
    public async Task NewerSchema_IsRefused_AndTheFileLeftAlone()
    {
        await AlterAsync("PRAGMA user_version = 99", create: true);
        var before = await File.ReadAllBytesAsync(DatabasePath, Token);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(DatabasePath));
        Assert.Contains("schema 99", error.Message, StringComparison.Ordinal);
        Assert.False(error.Transient);
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath, Token));
    }

    [Fact]
    public async Task PathBelowAFile_IsSaidSo()
    {
        await File.WriteAllTextAsync(_directory.File("file"), "", Token);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(_directory.File("file/catalog.db")));
        Assert.Contains("directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathThatIsADirectory_IsSaidSo()
    {
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(_directory.Path));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingDirectory_IsMade()
    {
        await using var store = await OpenAsync(_directory.File("a/b/catalog.db"));
        Assert.Equal([1L], await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task FullDisk_IsTransient_LosesNothing_AndIsOverWhenThereIsRoom()
    {
        using var disk = SmallDisks.MountOrSkip(_directory.File("disk"), megabytes: 3);
        await using var store = await OpenAsync(disk.File("catalog.db"));
        var (written, error) = await FillAsync(store);
        Assert.True(error.Transient);
        Assert.Contains("no room left", error.Message, StringComparison.Ordinal);
        Assert.Equal(written, await store.GetLastSequenceAsync(Token));
        Assert.NotNull((await store.GetAsync([Ref("e0")], Token))[0]);

        disk.Resize(megabytes: 20);
        Assert.Equal([written + 1L], await store.CommitAsync(Batch(Plain(Ref($"e{written}"), 1)), Token));
    }

    [Fact]
    public async Task FullDisk_AfterRestart_HasWhatWasAcknowledged()
    {
        using var disk = SmallDisks.MountOrSkip(_directory.File("disk"), megabytes: 3);
        int written;
        await using (var store = await OpenAsync(disk.File("catalog.db")))
        {
            (written, _) = await FillAsync(store);
        }

        disk.Resize(megabytes: 20);
        await using var again = await OpenAsync(disk.File("catalog.db"));
        Assert.Equal(written, await again.GetLastSequenceAsync(Token));
        Assert.All(await again.GetAsync([.. Enumerable.Range(0, written).Select(i => Ref($"e{i}"))], Token), Assert.NotNull);
    }

    [Fact]
    public async Task DiskThatBecomesReadOnly_IsSaidSo_AndIsOverWhenItIsWritable()
    {
        using var disk = SmallDisks.MountOrSkip(_directory.File("disk"), megabytes: 3);
        await using (var store = await OpenAsync(disk.File("catalog.db")))
        {
            await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        }

        disk.SetReadOnly(true);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(disk.File("catalog.db")));
        Assert.Contains("may write in it", error.Message, StringComparison.Ordinal);
        disk.SetReadOnly(false);
        await using var again = await OpenAsync(disk.File("catalog.db"));
        Assert.Equal([2L], await again.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
    }

    private static async Task<ICatalogStore> OpenAsync(string path)
    {
        var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path, BusyTimeout = TimeSpan.Zero });
        try
        {
            await store.InitializeAsync(Token);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<StoreException> FailAsync(ICatalogStore store, EntityRecord record) =>
        await Assert.ThrowsAsync<StoreException>(async () => await store.CommitAsync(Batch(record), Token));

    private static async Task<(int Written, StoreException Error)> FillAsync(ICatalogStore store)
    {
        var content = new string('x', 100_000);
        for (var i = 0; ; i++)
        {
            try
            {
                await store.CommitAsync(Batch(Plain(Ref($"e{i}"), 1, content)), Token);
            }
            catch (StoreException error)
            {
                return (i, error);
            }
        }
    }

    private async Task AlterAsync(string sql, bool create)
    {
        if (create) await using (await OpenAsync(DatabasePath)) { }
        using var connection = SqliteConnection.Open(DatabasePath, readOnly: false, TimeSpan.Zero);
        connection.Execute(sql);
    }
}
