using Catalog.Grains;
using Catalog.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Catalog.Orleans.Hosting;

/// <summary>
/// This silo's engine with the silo's life: it has read the store before the first grain is activated here, follows what the others commit,
/// and sees to it that somebody conducts.
/// </summary>
internal sealed partial class SiloEngine(
    CatalogEngine engine, IGrainFactory grains, Retry retry, IOptions<CatalogSiloOptions> options, IProgress<int> progress, TimeProvider time, ILogger<SiloEngine> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loops = Task.CompletedTask;
    private bool _disposed;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe<SiloEngine>(ServiceLifecycleStage.ApplicationServices, token => engine.StartAsync(progress, token));
        lifecycle.Subscribe<SiloEngine>(ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stop.Dispose();
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = Task.WhenAll(
            Task.Run(() => EveryAsync(options.Value.FollowEvery, FollowAsync), CancellationToken.None),
            Task.Run(() => EveryAsync(options.Value.BeatEvery, BeatAsync), CancellationToken.None));
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task FollowAsync()
    {
        engine.Host.Commits.Follow();
        return Task.CompletedTask;
    }

    private Task BeatAsync() => retry.RunAsync(_ => grains.GetGrain<IConductorGrain>(0).BeatAsync(), _stop.Token);

    private async Task EveryAsync(TimeSpan interval, Func<Task> act)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await act().WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or StoreException)
            {
                LogTriesAgain(e);
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
    }

    [LoggerMessage(LogLevel.Debug, "The conductor could not be reached; it is tried again shortly", EventName = "NoConductor")]
    private partial void LogTriesAgain(Exception cause);
}
