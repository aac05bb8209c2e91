using Catalog.Grains;
using Catalog.Index;
using Catalog.Model;
using Catalog.Orleans.Hosting;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Catalog.Orleans.Benchmarks;

/// <summary>Silos in this process: each has its own store connections, index and engine, and what they tell each other is serialized, though it crosses no network.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private BenchmarkCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public static async Task<BenchmarkCluster> StartAsync(int silos, Func<ICatalogStore> store)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(_ => store());
            silo.Services.AddSingleton(services => new CatalogIndex(services.GetRequiredService<ICatalogStore>()));
            silo.Services.AddSingleton(new CatalogOptions());
            silo.Services.AddSingleton(new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], []));
            silo.AddCatalog(_ => []);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new BenchmarkCluster(cluster);
    }

    public IClusterClient Client => _cluster.Client;

    public CatalogEngine Engine(int silo) => Services(silo).GetRequiredService<CatalogEngine>();

    public CatalogIndex Index(int silo) => Services(silo).GetRequiredService<CatalogIndex>();

    /// <summary>How many entities are active on each silo.</summary>
    public async Task<IReadOnlyList<int>> SpreadAsync()
    {
        var spread = new List<int>();
        foreach (var silo in _cluster.Silos)
        {
            var active = await Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: [silo.SiloAddress]);
            spread.Add(active.Count(grain => grain.GrainType.Contains("EntityGrain", StringComparison.Ordinal)));
        }

        return spread;
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private IServiceProvider Services(int silo) => _cluster.GetSiloServiceProvider(_cluster.Silos[silo].SiloAddress);
}
