using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Grains.Tests.Support;
using Catalog.Index;
using Catalog.Model;
using Catalog.Orleans.Hosting;
using Catalog.Processing;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Catalog.Orleans.Tests.Support;

/// <summary>A cluster of silos in this process that share one store, each with its own engine and index.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TestSilos(int count, ICatalogStore store, Action<CatalogSiloOptions>? configure, CatalogOptions options)
    {
        Store = store;
        var builder = new InProcessTestClusterBuilder((short)count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(store);
            silo.Services.AddSingleton(new CatalogIndex(store));
            silo.Services.AddSingleton(options);
            silo.Services.AddSingleton(new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [Processor], []));
            silo.Services.Configure<CatalogSiloOptions>(o =>
            {
                o.FollowEvery = TimeSpan.FromMilliseconds(10);
                o.BeatEvery = TimeSpan.FromMilliseconds(200);
                o.SweepAfter = TimeSpan.FromMilliseconds(500);
                configure?.Invoke(o);
            });
            silo.Services.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                o.NumMissedProbesLimit = 2;
                o.NumVotesForDeathDeclaration = 1;
                o.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            });
            silo.AddCatalog(_ => []);
        });
        _cluster = builder.Build();
    }

    public ICatalogStore Store { get; }

    public EmittingProcessor Processor { get; } = new();

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public InProcessTestCluster Cluster => _cluster;

    public IReadOnlyList<CatalogEngine> Engines => [.. _cluster.Silos.Select(EngineOf)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TestSilos> StartAsync(int count, ICatalogStore? store = null, Action<CatalogSiloOptions>? configure = null, CatalogOptions? options = null)
    {
        var silos = new TestSilos(count, store ?? new InMemoryCatalogStore(), configure, options ?? new CatalogOptions());
        await silos._cluster.DeployAsync();
        return silos;
    }

    public CatalogEngine EngineOf(InProcessSiloHandle silo) => ServiceOf<CatalogEngine>(silo);

    public CatalogIndex IndexOf(InProcessSiloHandle silo) => ServiceOf<CatalogIndex>(silo);

    public T ServiceOf<T>(InProcessSiloHandle silo) where T : notnull => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<T>();

    /// <summary>Applies a mutation through one silo, and waits until nothing is at work on any.</summary>
    public async Task<MutationResult> FullAsync(int silo, string provider, params ProvidedEntity[] entities)
    {
        var result = await Engines[silo].ApplyAsync(provider, Entity.Full(entities), Cancelled);
        await SettleAsync();
        return result;
    }

    /// <summary>Waits until nothing is at work on any silo: all are quiet, and nothing was committed since they were.</summary>
    public async Task SettleAsync()
    {
        for (var before = -1L; ;)
        {
            foreach (var engine in Engines) await engine.SettledAsync(Cancelled);
            var now = await Store.GetLastSequenceAsync(Cancelled);
            if (now == before && Engines.All(e => e.Sequence == now)) return;
            before = now;
        }
    }

    public async Task<EntityRecord?> RecordAsync(string name) => (await Store.GetAsync([Entity.Ref(name)], Cancelled))[0];

    /// <summary>The names of the entities that the store has processed.</summary>
    public async Task<string> StoredAsync()
    {
        var names = new List<string>();
        await foreach (var entry in Store.ReadFeedAsync(0, 0, Cancelled))
        {
            if (entry is { IsTombstone: false, Record.Processed.IsEmpty: false }) names.Add(entry.Ref.Name.ToString());
        }

        return string.Join(" ", names.Order(StringComparer.Ordinal));
    }

    /// <summary>Whether no record has a message left that was not acknowledged.</summary>
    public async Task<bool> AllIsToldAsync() => await Store.ReadFeedAsync(0, 0, Cancelled).AllAsync(entry => entry.Record is null or { Pending.IsEmpty: true }, Cancelled);

    /// <summary>How many entities' grains are active on a silo.</summary>
    public async Task<int> EntitiesAtAsync(InProcessSiloHandle silo)
    {
        var statistics = await _cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: [silo.SiloAddress]);
        return statistics.Count(s => s.GrainType.Contains("EntityGrain", StringComparison.Ordinal));
    }

    /// <summary>Waits for a condition that comes about by itself.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition()) await timer.WaitForNextTickAsync(patience.Token);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
