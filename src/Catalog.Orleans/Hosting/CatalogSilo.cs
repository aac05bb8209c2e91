using Catalog.Grains;
using Catalog.Index;
using Catalog.Orleans.Entities;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Catalog.Orleans.Hosting;

/// <summary>Puts the catalog's grains on a silo.</summary>
public static class CatalogSilo
{
    /// <summary>
    /// Adds the grains and this silo's engine, which becomes the <see cref="ICatalogEngine"/>. The services must have the store that all silos
    /// share, the pipeline, the index, a clock, <see cref="CatalogOptions"/> and, where somebody wants to know, an <see cref="IProgress{T}"/> of the start.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="followers">What else follows the feed.</param>
    public static ISiloBuilder AddCatalog(this ISiloBuilder silo, Func<IServiceProvider, IEnumerable<IFeedFollower>> followers)
    {
        silo.Services.TryAddSingleton<IProgress<int>>(new Progress<int>());
        silo.Services.AddSingleton<ClusterMembership>();
        silo.Services.AddSingleton<Retry>();
        silo.Services.AddSingleton<ClusterRouter>();
        silo.Services.AddSingleton(services => CreateEngine(services, followers(services)));
        silo.Services.AddSingleton<ICatalogEngine>(services => services.GetRequiredService<CatalogEngine>());
        silo.Services.AddSingleton<SiloEngine>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<SiloEngine>());
        silo.Services.AddOptions<GrainCollectionOptions>().Configure<IOptions<CatalogSiloOptions>>(Collect);
        return silo;
    }

    private static void Collect(GrainCollectionOptions collection, IOptions<CatalogSiloOptions> catalog)
    {
        var age = catalog.Value.CollectionAge;
        // Below every age, Orleans' own for other grains among them.
        collection.CollectionQuantum = TimeSpan.FromSeconds(Math.Min(age.TotalSeconds / 4, 60));
        collection.EnableActivationSheddingOnMemoryPressure = true;
        (collection.MemoryUsageLimitPercentage, collection.MemoryUsageTargetPercentage) = (catalog.Value.MemoryPercent, catalog.Value.MemoryPercent * 0.9);
        collection.ClassSpecificCollectionAge[typeof(EntityGrain).FullName!] = age;
    }

    private static CatalogEngine CreateEngine(IServiceProvider services, IEnumerable<IFeedFollower> followers)
    {
        var router = services.GetRequiredService<ClusterRouter>();
        return router.Engine = new CatalogEngine(
            services.GetRequiredService<ICatalogStore>(), services.GetRequiredService<ProcessingPipeline>(), services.GetRequiredService<CatalogIndex>(),
            followers, services.GetRequiredService<CatalogOptions>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>(), router);
    }
}
