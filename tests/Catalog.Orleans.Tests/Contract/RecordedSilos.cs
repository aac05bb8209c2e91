using System.Text;
using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Http.Tests.Golden;
using Catalog.Model;
using Catalog.Server.Configuration;
using Catalog.Server.Hosting;
using Catalog.Server.Terminal;
using Catalog.Silo.Configuration;
using Catalog.Silo.Hosting;
using Catalog.Sources.Throttling;
using Catalog.Sources.Urls;
using Catalog.Storage;
using Catalog.Testing.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Orleans.Tests.Contract;

/// <summary>Two silos on one PostgreSQL, each with its own HTTP, as the recording wants them. Requests go to both in turn.</summary>
internal sealed class RecordedSilos : IRecordedCatalog
{
    private readonly PostgresServer _postgres;
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-recorded-").FullName;
    private readonly ScreenLogger _logger;
    private readonly Screen _screen = new(TextWriter.Null, isTerminal: false);
    private readonly List<WebApplication> _silos = [];

    private RecordedSilos(PostgresServer postgres)
    {
        _postgres = postgres;
        _logger = new ScreenLogger(_screen, TimeProvider.System);
        Client = new HttpClient(new Alternating(_silos)) { BaseAddress = new Uri("http://silos.invalid") };
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Uri Url => new(Listening.Url(_silos[0]));

    public HttpClient Client { get; }

    private IEnumerable<CatalogEngine> Engines => _silos.Select(silo => silo.Services.GetRequiredService<CatalogEngine>());

    /// <summary>Starts the silos; skips the test where PostgreSQL is missing.</summary>
    public static async Task<RecordedSilos> StartAsync(string files)
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        var silos = new RecordedSilos(await PostgresServer.CreateAsync("fsync = off"));
        try
        {
            for (var i = 0; i < 2; i++) await silos.AddAsync(files);
            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    public async Task ProvideAsync(string provider, params IEnumerable<string> entities)
    {
        var provided = entities.Select(e => new ProvidedEntity(new EntityBody(Encoding.UTF8.GetBytes(e)), provider)).ToAsyncEnumerable();
        await Engines.First().ApplyAsync(provider, new ProviderMutation.Full(provided), Cancelled);
        await SettleAsync();
    }

    public async Task SettleAsync()
    {
        var store = _silos[0].Services.GetRequiredService<ICatalogStore>();
        for (var before = -1L; ;)
        {
            foreach (var engine in Engines) await engine.SettledAsync(Cancelled);
            var now = await store.GetLastSequenceAsync(Cancelled);
            foreach (var engine in Engines) await engine.ReachLastAsync(Cancelled);
            if (now == before) return;
            before = now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var silo in _silos)
        {
            await silo.StopAsync(CancellationToken.None);
            await silo.DisposeAsync();
        }

        _logger.Dispose();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddAsync(string files)
    {
        var config = Path.Combine(_folder, "app-config.yaml");
        await File.WriteAllTextAsync(
            config,
            $$"""
            backend:
              database:
                client: pg
                connection: { host: 127.0.0.1, port: {{_postgres.Port}}, user: catalog, password: '{{PostgresServer.Password}}', database: postgres }
            catalog:
              processingInterval: { days: 1 }
              orphanStrategy: keep
              orphanProviderStrategy: keep
              rules:
                - allow: [Component, API, Resource, System, Domain, Group, User, Location, Template]
            """,
            Cancelled);
        var problems = new List<Problem>();
        var plan = ServerPlan.Make(CommandLine.Parse(["--config", config, "--port", "0"], out _)!, problems);
        var settings = SiloSettings.Read(name => name is "CATALOG_SILO_PORT" or "CATALOG_GATEWAY_PORT" ? "0" : null, plan.Database, problems);
        Assert.Empty(problems);
        _silos.Add(await CatalogSiloServer.StartAsync(plan, settings, _logger, _screen, builder => builder.Services.AddSingleton(Reader(files))));
    }

    private static SourceThrottle Reader(string files)
    {
        var urls = new UrlLocationReader(new UrlReaderOptions { Allow = [new UrlAllowRule(files)] }, TimeProvider.System);
        return new SourceThrottle([new RecordedHost(urls, files)], new ThrottleOptions(), TimeProvider.System);
    }

    /// <summary>Sends each request to the next silo.</summary>
    private sealed class Alternating(IReadOnlyList<WebApplication> silos) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        private int _sent;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(new Uri(Listening.Url(silos[_sent++ % silos.Count])), request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
