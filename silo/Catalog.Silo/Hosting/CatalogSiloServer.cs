using Catalog.Grains;
using Catalog.Grains.Providers.Running;
using Catalog.Http.Health;
using Catalog.Orleans.Hosting;
using Catalog.Server.Configuration.Settings;
using Catalog.Server.Hosting;
using Catalog.Server.Terminal;
using Catalog.Silo.Clustering;
using Catalog.Silo.Configuration;
using Catalog.Silo.Gateway;
using Catalog.Storage.Postgres;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Catalog.Silo.Hosting;

/// <summary>One run of a silo: the server, with its engine on a cluster.</summary>
internal static class CatalogSiloServer
{
    /// <summary>Serves until a signal asks it to stop.</summary>
    /// <exception cref="StartException">It cannot start; the message says what to do.</exception>
    /// <exception cref="Catalog.Storage.StoreException">The database cannot be used; the message says what to do.</exception>
    public static async Task RunAsync(ServerPlan plan, SiloSettings settings, Screen screen)
    {
        using var telemetry = Telemetry.StartIfConfigured();
        using var logger = new ScreenLogger(screen, TimeProvider.System);
        await using var app = await StartAsync(plan, settings, logger, screen);
        logger.ShowsFramework = true;
        screen.WriteLine($"Listening on {Listening.Url(app)}");
        try
        {
            var stopping = app.Lifetime.ApplicationStopping;
            var monitor = ActivatorUtilities.CreateInstance<CatalogMonitor>(app.Services, screen, Listening.Url(app));
            await Task.WhenAll(CatalogServer.RehearseAsync(app, stopping), monitor.RunAsync(stopping));
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A signal: the usual end.
        }

        screen.Change("");
        screen.WriteLine("Stopping");
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>Puts the application together and starts it: it has joined its cluster and serves when this returns.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="settings">Where the silo stands.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="screen">Where it tells how the start goes.</param>
    /// <param name="add">What another host adds, or puts in the place of something.</param>
    public static async Task<WebApplication> StartAsync(
        ServerPlan plan, SiloSettings settings, ScreenLogger logger, Screen screen, Action<WebApplicationBuilder>? add = null)
    {
        plan = AmongSilos(plan, settings.ClusterId);
        if (plan.Database is DatabaseSettings.Postgres database) await RequirePlaceAsync(database.Options);
        if (settings.Postgres is not null && plan.Database is DatabaseSettings.Postgres shared)
        {
            await MembershipTables.CreateAsync(shared.Options, CancellationToken.None);
            await LostSilos.DeclareDeadAsync(shared.Options, settings.ClusterId, CancellationToken.None);
        }

        var app = CatalogServer.Build(plan, logger, builder =>
        {
            CatalogGateway.Open(builder.Services);
            // A call that cannot be delivered is made again; Orleans tells each one with two stack traces, thousands when a silo dies.
            builder.Logging.AddFilter("Orleans.Messaging", LogLevel.Critical);
            builder.UseOrleans(silo => Configure(silo, plan, settings, screen));
            add?.Invoke(builder);
        });
        try
        {
            if (settings.Dashboard) Dashboard.Open(app);
            await Listening.StartAsync(app, plan.Settings.Listen, CancellationToken.None);
            app.Services.GetRequiredService<StartProgress>().Done();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static ServerPlan AmongSilos(ServerPlan plan, string cluster) => plan.Database is DatabaseSettings.Postgres postgres
        ? plan with { Database = postgres with { Options = postgres.Options with { Silos = cluster } } }
        : plan;

    /// <summary>Finds out whether silos may work here, before anything of theirs is written.</summary>
    private static async Task RequirePlaceAsync(PostgresStoreOptions options)
    {
        await using var store = new PostgresCatalogStore(options);
        await store.InitializeAsync(CancellationToken.None);
    }

    private static void Configure(ISiloBuilder silo, ServerPlan plan, SiloSettings settings, Screen screen)
    {
        silo.Services.AddSingleton(Composition.Engine(plan.Settings.Catalog));
        silo.Services.AddSingleton(services => new StartProgress(services.GetRequiredService<CatalogReadiness>(), screen));
        silo.Services.AddSingleton<IProgress<int>>(services => services.GetRequiredService<StartProgress>());
        silo.AddCatalog(Composition.Followers).AddActivityPropagation();
        silo.Services.Configure<CatalogSiloOptions>(options =>
        {
            options.CollectionAge = settings.CollectionAge ?? options.CollectionAge;
            options.MemoryPercent = settings.MemoryPercent ?? options.MemoryPercent;
            foreach (var duty in Duties(plan)) options.Duties.Add(duty);
        });
        if (settings.Dashboard) silo.AddDashboard();
        Join(silo, settings);
    }

    private static void Join(ISiloBuilder silo, SiloSettings settings)
    {
        if (settings is { Postgres: null, Membership: null })
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: settings.ClusterId, clusterId: settings.ClusterId);
            return;
        }

        silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = settings.ClusterId);
        silo.Configure<EndpointOptions>(options => (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (settings.Address, settings.SiloPort, settings.GatewayPort));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            if (settings.ProbeTimeout is not { } probe) return;
            (options.ProbeTimeout, options.NumMissedProbesLimit) = (probe, 2);
            options.TableRefreshTimeout = probe * 5;
        });
        settings.Membership?.Invoke(silo);
        if (settings.Postgres is { } postgres)
        {
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", MembershipTables.ConnectionString(postgres.Options)));
        }
    }

    /// <summary>What one silo of the cluster does for all beside processing: the configured locations, the watched files, the providers.</summary>
    private static IEnumerable<Func<IServiceProvider, CancellationToken, Task>> Duties(ServerPlan plan) =>
    [
        (services, stop) => ConfiguredLocations.ApplyAsync(
            plan.Locations, services.GetRequiredService<CatalogEngine>(), services.GetRequiredService<ProviderRunner>().Names, services.GetRequiredService<TimeProvider>(), stop),
        (services, stop) => services.GetRequiredService<ProviderRunner>().RunAsync(stop),
        (services, stop) => ActivatorUtilities.CreateInstance<SourceWatch>(services).RunAsync(stop),
    ];
}
