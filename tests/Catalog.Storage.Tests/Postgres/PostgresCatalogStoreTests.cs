using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Catalog.Storage.Tests.Kit;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>The PostgreSQL store passes the kit, each test in a schema of its own.</summary>
public sealed class PostgresCatalogStoreTests(SharedPostgres postgres) : CatalogStoreTests
{
    private readonly Dictionary<ICatalogStore, string> _schemas = [];

    protected override int GeneratedCases => 30;

    protected override ValueTask<ICatalogStore> OpenAsync() => OpenEmptyAsync();

    protected override ValueTask<ICatalogStore> OpenEmptyAsync() => OpenAsync(postgres.NewSchema());

    protected override async ValueTask<ICatalogStore> ReopenAsync(ICatalogStore store)
    {
        _schemas.Remove(store, out var schema);
        await store.DisposeAsync();
        return await OpenAsync(schema!);
    }

    private async ValueTask<ICatalogStore> OpenAsync(string schema)
    {
        var store = new PostgresCatalogStore(await postgres.OptionsAsync(schema));
        await store.InitializeAsync(Token);
        _schemas.Add(store, schema);
        return store;
    }
}
