using Catalog.Grains.Providers;
using Catalog.Grains.Providers.Running;
using Catalog.Grains.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Tests.Providers;

/// <summary>Providers run by a runner on an engine under test; the clock moves only between runs.</summary>
internal sealed class RunningProviders : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RunningProviders(TestCatalog catalog, params IEntityProvider[] providers)
    {
        Catalog = catalog;
        Runner = new ProviderRunner(catalog.Engine, catalog.Store, providers, catalog.Time, NullLoggerFactory.Instance);
        _running = Runner.RunAsync(_stop.Token);
    }

    public TestCatalog Catalog { get; }

    public ProviderRunner Runner { get; }

    public ProviderStatus Status => Runner.Statuses[0];

    /// <summary>Waits until the only provider waits for a next run.</summary>
    public async Task RestedAsync()
    {
        await Waiting.UntilAsync(() => Status is { NextRun: not null, State: not ProviderState.Running } && Catalog.Time.Waiting > 0);
        await Catalog.SettleAsync();
    }

    /// <summary>Moves the clock to the next run and waits until it is over.</summary>
    public async Task NextRunAsync()
    {
        var before = Status.LastRun;
        Catalog.Time.Advance(Status.NextRun!.Value - Catalog.Time.GetUtcNow());
        await Waiting.UntilAsync(() => Status.LastRun != before);
        await RestedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
