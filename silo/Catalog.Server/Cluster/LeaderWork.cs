using Catalog.Grains;
using Catalog.Grains.Providers.Running;
using Catalog.Server.Hosting;
using Catalog.Sources.Throttling;

namespace Catalog.Server.Cluster;

/// <summary>What only the server does that leads: taking changes, watching sources, running providers. One that is alone leads all the time.</summary>
internal sealed class LeaderWork(
    CatalogEngine engine, ProviderRunner providers, SourceFollower sources, SourceThrottle throttle, ServerPlan plan, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Leads until it is stopped; the engine has all that is stored.</summary>
    /// <param name="isCertain">Whether no other server can have taken over unnoticed; null where there is no other.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task RunAsync(Func<bool>? isCertain, CancellationToken cancellationToken)
    {
        engine.Lead(isCertain);
        var watch = new SourceWatch(sources, engine, throttle, time, loggers);
        return Task.WhenAll(
            watch.RunAsync(cancellationToken),
            ConfiguredLocations.ApplyAsync(plan.Locations, engine, providers.Names, time, cancellationToken),
            providers.RunAsync(cancellationToken));
    }
}
