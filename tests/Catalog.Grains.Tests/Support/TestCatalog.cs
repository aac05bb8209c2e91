using Catalog.Grains.Providers;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using Catalog.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Tests.Support;

/// <summary>An engine with a pipeline whose emissions the test decides, by default on an in-memory store.</summary>
internal sealed class TestCatalog : IAsyncDisposable
{
    private readonly IReadOnlyList<ILocationReader> _readers;

    private TestCatalog(ICatalogStore store, CatalogOptions options, EmittingProcessor processor, ManualTimeProvider time, IReadOnlyList<ILocationReader> readers)
    {
        (Store, Options, Processor, Time, _readers) = (store, options, processor, time, readers);
        Index = new CatalogIndex(store);
        Feed = new RecordingFollower();
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [processor], readers);
        Engine = new CatalogEngine(store, pipeline, Index, [Feed], options, time, NullLoggerFactory.Instance);
    }

    public ICatalogStore Store { get; }

    public CatalogOptions Options { get; }

    public EmittingProcessor Processor { get; }

    public ManualTimeProvider Time { get; }

    public CatalogIndex Index { get; }

    public RecordingFollower Feed { get; }

    public CatalogEngine Engine { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TestCatalog> StartAsync(
        CatalogOptions? options = null, ICatalogStore? store = null, EmittingProcessor? processor = null, ManualTimeProvider? time = null, params ILocationReader[] readers)
    {
        var catalog = new TestCatalog(store ?? new InMemoryCatalogStore(), options ?? new CatalogOptions(), processor ?? new EmittingProcessor(), time ?? new ManualTimeProvider(), readers);
        await catalog.Engine.StartAsync(null, Cancelled);
        return catalog;
    }

    /// <summary>Another engine on the same store, that follows what this one commits.</summary>
    public static async Task<TestCatalog> FollowAsync(TestCatalog leader)
    {
        var follower = new TestCatalog(leader.Store, leader.Options, leader.Processor, leader.Time, leader._readers);
        await follower.Engine.LoadAsync(null, Cancelled);
        return follower;
    }

    /// <summary>Stops this engine and starts another one on the same store.</summary>
    public async Task<TestCatalog> RestartAsync(EmittingProcessor? processor = null, CatalogOptions? options = null)
    {
        await Engine.DisposeAsync();
        return await StartAsync(options ?? Options, Store, processor ?? Processor, Time, [.. _readers]);
    }

    public async Task<MutationResult> ApplyAsync(string provider, ProviderMutation mutation)
    {
        var result = await Engine.ApplyAsync(provider, mutation, Cancelled);
        await Engine.SettledAsync(Cancelled);
        return result;
    }

    public Task<MutationResult> FullAsync(string provider, params ProvidedEntity[] entities) => ApplyAsync(provider, Entity.Full(entities));

    public async Task SettleAsync() => await Engine.SettledAsync(Cancelled);

    public async Task RefreshAsync(string name)
    {
        await Engine.RefreshAsync(Entity.Ref(name), Cancelled);
        await Engine.SettledAsync(Cancelled);
    }

    public async Task<EntityRecord?> RecordAsync(string name) => (await Store.GetAsync([Entity.Ref(name)], Cancelled))[0];

    public async Task<string> NoteOfAsync(string name) =>
        await RecordAsync(name) is { Processed.IsEmpty: false } record
            ? new EntityBody(record.Processed).Metadata!.Value.GetProperty("description").GetString()!
            : "";

    /// <summary>The names of the entities that readers see.</summary>
    public string Visible() => string.Join(" ", Feed.Visible.Select(r => r.Name.ToString()).Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
    }
}
