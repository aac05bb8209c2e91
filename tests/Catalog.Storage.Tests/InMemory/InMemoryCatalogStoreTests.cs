using Catalog.Storage.InMemory;
using Catalog.Storage.Tests.Kit;

namespace Catalog.Storage.Tests.InMemory;

/// <summary>The reference passes the kit; a reopened one is the same object, since it keeps nothing elsewhere.</summary>
public sealed class InMemoryCatalogStoreTests : CatalogStoreTests
{
    protected override ValueTask<ICatalogStore> OpenAsync() => OpenEmptyAsync();

    protected override async ValueTask<ICatalogStore> OpenEmptyAsync()
    {
        var store = new InMemoryCatalogStore();
        await store.InitializeAsync(Token);
        return store;
    }

    protected override ValueTask<ICatalogStore> ReopenAsync(ICatalogStore store) => ValueTask.FromResult(store);
}
