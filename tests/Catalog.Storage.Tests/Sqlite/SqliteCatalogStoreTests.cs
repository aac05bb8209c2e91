using Catalog.Storage.Sqlite;
using Catalog.Storage.Tests.Kit;

namespace Catalog.Storage.Tests.Sqlite;

/// <summary>The SQLite store passes the kit, each test on a file of its own.</summary>
public sealed class SqliteCatalogStoreTests : CatalogStoreTests
{
    private readonly TempDirectory _directory = new();
    private readonly Dictionary<ICatalogStore, string> _paths = [];
    private int _files;

    protected override ValueTask<ICatalogStore> OpenAsync() => OpenAsync(_directory.File("catalog.db"));

    protected override ValueTask<ICatalogStore> OpenEmptyAsync() => OpenAsync(_directory.File($"{++_files}.db"));

    protected override async ValueTask<ICatalogStore> ReopenAsync(ICatalogStore store)
    {
        _paths.Remove(store, out var path);
        await store.DisposeAsync();
        return await OpenAsync(path!);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    private async ValueTask<ICatalogStore> OpenAsync(string path)
    {
        var store = new SqliteCatalogStore(new SqliteStoreOptions { Path = path });
        await store.InitializeAsync(Token);
        _paths.Add(store, path);
        return store;
    }
}
