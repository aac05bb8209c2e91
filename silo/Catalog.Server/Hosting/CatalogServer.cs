using System.Reflection;
using Catalog.Grains;
using Catalog.Grains.Hosting;
using Catalog.Http;
using Catalog.Http.Health;
using Catalog.Index;
using Catalog.Server.Cluster;
using Catalog.Server.Configuration.Settings;
using Catalog.Server.Terminal;
using Catalog.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Catalog.Server.Hosting;

/// <summary>One run of the server, from taking the data file to letting go of it.</summary>
internal static class CatalogServer
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(CatalogServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Serves until a signal asks it to stop.</summary>
    /// <exception cref="StartException">It cannot start; the message says what to do.</exception>
    /// <exception cref="StoreException">The data file cannot be used; the message says what to do.</exception>
    public static async Task RunAsync(ServerPlan plan, Screen screen)
    {
        using var data = plan.Database is DatabaseSettings.File { Path: { } file } ? DataLock.Take(file) : null;
        using var telemetry = Telemetry.StartIfConfigured();
        using var logger = new ScreenLogger(screen, TimeProvider.System);
        await using var app = Build(plan, logger, builder => builder.Services.AddLeading(plan, screen));
        await Listening.StartAsync(app, plan.Settings.Listen, CancellationToken.None);
        logger.ShowsFramework = true;
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            var progress = new StartProgress(app.Services.GetRequiredService<CatalogReadiness>(), screen);
            await app.Services.GetRequiredService<CatalogEngine>().LoadAsync(progress, stopping);
            var serving = ServeAsync(app, plan, screen, stopping);

            // A server that is alone leads by now, so it takes changes from its first answer on.
            progress.Done();
            screen.WriteLine($"Listening on {Listening.Url(app)}");
            await Task.WhenAll(RehearseAsync(app, stopping), serving);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A signal: the usual end.
        }

        screen.Change("");
        screen.WriteLine("Stopping");
        await app.StopAsync(CancellationToken.None);
        if (app.Services.GetService<ClusterMember>() is { } member) await member.LeaveAsync();
    }

    /// <summary>Puts the web application together.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="add">What another host adds, or puts in the place of something.</param>
    public static WebApplication Build(ServerPlan plan, ScreenLogger logger, Action<WebApplicationBuilder>? add = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(kestrel => Listening.Apply(kestrel, plan.Settings.Listen));
        builder.Services.AddRoutingCore();
        builder.Services.AddCatalog(plan);
        builder.Logging.AddProvider(logger);
        builder.Logging.AddFilter((category, level) => level >= (category?.StartsWith("Catalog.", StringComparison.Ordinal) is true ? LevelWanted() : LogLevel.Warning));
        add?.Invoke(builder);

        var app = builder.Build();
        app.Use(new NotReadyYet(app.Services.GetRequiredService<CatalogReadiness>()).InvokeAsync);
        if (app.Services.GetService<LeaderForwarding>() is { } forwarding) app.Use(forwarding.InvokeAsync);
        app.MapCatalogHttp();
        return app;
    }

    /// <summary>An empty catalog is about to be filled, another about to be listed, and by then the code for it should be compiled.</summary>
    public static Task RehearseAsync(WebApplication app, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                if (app.Services.GetRequiredService<CatalogEngine>().Count == 0) await Rehearsal.IngestAsync(cancellationToken);
                else await Rehearsal.ListAsync(app.Services.GetRequiredService<CatalogIndex>().Current, cancellationToken);
            }
            catch (StoreException)
            {
                // Whoever asks next is told.
            }
        },
        cancellationToken);

    /// <summary>What the rooms may say: warnings, or what <c>LOG_LEVEL</c> says, as in Backstage.</summary>
    private static LogLevel LevelWanted() => Environment.GetEnvironmentVariable("LOG_LEVEL") switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "error" => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    private static async Task ServeAsync(WebApplication app, ServerPlan plan, Screen screen, CancellationToken cancellationToken)
    {
        var services = app.Services;
        var monitor = ActivatorUtilities.CreateInstance<CatalogMonitor>(services, screen, Listening.Url(app));
        var working = services.GetService<ClusterMember>() is { } member
            ? member.RunAsync(plan.Settings.Catalog.ClusterAddress?.ToString() ?? Listening.UrlForOthers(app), cancellationToken)
            : services.GetRequiredService<LeaderWork>().RunAsync(isCertain: null, cancellationToken);
        await Task.WhenAll(working, monitor.RunAsync(cancellationToken));
    }
}
