using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Providers.Running;

/// <summary>Runs a provider at its times.</summary>
internal sealed class ScheduledLoop(IScheduledProvider provider, IProviderConnection connection, TimeProvider time, ILogger logger)
    : ProviderLoop(provider, connection, time, logger)
{
    protected override async Task LoopAsync(CancellationToken cancellationToken)
    {
        var next = Time.GetUtcNow() + provider.Schedule.InitialDelay;
        while (true)
        {
            await WaitAsync(next, Status.Failures > 0 ? ProviderState.BackingOff : ProviderState.Resting, cancellationToken).ConfigureAwait(false);
            Begin();
            next = Time.GetUtcNow() + provider.Schedule.Frequency;
            await RunOnceAsync(next, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunOnceAsync(DateTimeOffset next, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(provider.Schedule.Timeout, Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await provider.RunAsync(Connection, stop.Token).AsTask().WaitAsync(stop.Token).ConfigureAwait(false);
            Status = Status with { Failures = 0, Problem = null };
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Fail(limit.IsCancellationRequested ? new TimeoutException($"The run took longer than {provider.Schedule.Timeout}.", e) : e, $"it runs again at {next:u}");
        }
    }
}
