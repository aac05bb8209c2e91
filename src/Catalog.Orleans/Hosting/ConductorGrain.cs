using Catalog.Grains;
using Catalog.Orleans.Locations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Catalog.Orleans.Hosting;

/// <summary>
/// Makes this silo's engine the one that has due entities processed and finishes what dead silos left, and does the host's own duties (the
/// configured locations, the watched files, the providers). Two of them for a moment, as clusters can have, do the same twice, which changes nothing.
/// </summary>
[PreferLocalPlacement, GrainType("catalog-conductor")]
internal sealed partial class ConductorGrain(CatalogEngine engine, IGrainFactory grains, IOptions<CatalogSiloOptions> options, IServiceProvider services, ILogger<ConductorGrain> logger)
    : Grain, IConductorGrain, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private volatile bool _failed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        LogLeads();
        var token = _stop.Token;
        Func<Task>[] duties = [() => engine.ConductAsync(options.Value.SweepAfter, token), ReconcileAsync, .. options.Value.Duties.Select(duty => (Func<Task>)(() => duty(services, token)))];
        _work = Task.WhenAll(duties.Select(duty => Task.Run(() => DoAsync(duty), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task BeatAsync()
    {
        if (_failed) DeactivateOnIdle();
        else DelayDeactivation(TimeSpan.FromMinutes(5));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private Task ReconcileAsync() => grains.GetGrain<ILocationsGrain>(0).ReconcileAsync();

    /// <summary>Does a duty; one that fails has another conductor try them all.</summary>
    private async Task DoAsync(Func<Task> duty)
    {
        try
        {
            await duty();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The conductor stops.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogFailed(e);
            _failed = true;
        }
    }

    [LoggerMessage(LogLevel.Information, "This silo conducts: due entities, configured locations and providers are its business", EventName = "Conducts")]
    private partial void LogLeads();

    [LoggerMessage(LogLevel.Warning, "The conductor has failed; another begins shortly", EventName = "ConductorFailed")]
    private partial void LogFailed(Exception cause);
}
