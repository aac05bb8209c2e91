using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Http.Tests.Golden;
using Catalog.Http.Unprocessed;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Http.Tests.Hosting;

/// <summary>A whole catalog behind a real server on a free loopback port, on an in-memory store.</summary>
internal sealed class TestCatalog : IRecordedCatalog
{
    private readonly ICatalogStore _store;
    private readonly WebApplication _app;

    private TestCatalog(ICatalogStore store, CatalogEngine engine, CatalogIndex index, WebApplication app, Uri url)
    {
        (_store, Engine, Index, _app, Url) = (store, engine, index, app, url);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = url };
    }

    public CatalogEngine Engine { get; }

    public CatalogIndex Index { get; }

    public Uri Url { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the server logged as failures of its own.</summary>
    public IReadOnlyCollection<string> Failures => _app.Services.GetServices<ILoggerProvider>().OfType<FailureLog>().Single().Entries;

    public static async Task<TestCatalog> StartAsync(
        CatalogHttpOptions? options = null,
        CatalogOptions? catalog = null,
        ILocationReader? reader = null,
        TimeProvider? time = null,
        Action<WebApplicationBuilder>? configure = null,
        ICatalogStore? store = null)
    {
        store ??= new InMemoryCatalogStore();
        var index = new CatalogIndex(store);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], reader is null ? [] : [reader]);
        var invisible = new InvisibleEntities();
        var engine = new CatalogEngine(
            store, pipeline, index, [invisible], catalog ?? new CatalogOptions { ProcessingInterval = TimeSpan.FromDays(1) }, time ?? TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(null, TestContext.Current.CancellationToken);
        var app = Build(options ?? new CatalogHttpOptions(), engine, index, time, builder =>
        {
            builder.Services.AddSingleton(invisible);
            configure?.Invoke(builder);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new TestCatalog(store, engine, index, app, new Uri(address));
    }

    /// <summary>Makes a provider's bucket exactly these entities, and waits until they are visible.</summary>
    public async Task ProvideAsync(string provider, params IEnumerable<string> entities)
    {
        var provided = entities.Select(e => new ProvidedEntity(new EntityBody(System.Text.Encoding.UTF8.GetBytes(e)), provider)).ToAsyncEnumerable();
        await Engine.ApplyAsync(provider, new ProviderMutation.Full(provided), TestContext.Current.CancellationToken);
        await SettleAsync();
    }

    public Task SettleAsync() => Engine.SettledAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Engine.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static WebApplication Build(
        CatalogHttpOptions options, ICatalogEngine engine, CatalogIndex index, TimeProvider? time, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new FailureLog());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton(index);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        configure(builder);
        builder.Services.AddCatalogHttp(options);
        var app = builder.Build();
        app.MapCatalogHttp();
        return app;
    }
}
