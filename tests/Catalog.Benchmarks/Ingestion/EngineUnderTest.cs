using Catalog.Grains;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Catalog.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>Store, index, pipeline and engine, put together as the server does.</summary>
internal sealed class EngineUnderTest(ICatalogStore store, CatalogIndex index, CatalogEngine engine) : IAsyncDisposable
{
    public CatalogIndex Index => index;

    public CatalogEngine Engine => engine;

    public static Task<EngineUnderTest> StartAsync(string database, params ILocationReader[] readers) =>
        StartAsync(new SqliteCatalogStore(new SqliteStoreOptions { Path = database }), database + ".index", readers);

    public static async Task<EngineUnderTest> StartAsync(ICatalogStore store, string? checkpoint, params ILocationReader[] readers)
    {
        var index = new CatalogIndex(store);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], readers);
        var engine = new CatalogEngine(store, pipeline, index, [], new CatalogOptions { CheckpointPath = checkpoint }, TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(null, CancellationToken.None).ConfigureAwait(false);
        return new EngineUnderTest(store, index, engine);
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
    }
}
