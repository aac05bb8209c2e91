using Catalog.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Providers.Running;

/// <summary>The life of one provider: connect, then whatever its kind does. Failures end in its status and the log, never outside.</summary>
internal class ProviderLoop(IEntityProvider provider, IProviderConnection connection, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private ProviderStatus _status = new(provider.Name, ProviderState.Idle, null, null, 0, null);
    private TaskCompletionSource? _waiting;

    public ProviderStatus Status
    {
        get { lock (_gate) return _status; }
        protected set { lock (_gate) _status = value; }
    }

    protected IProviderConnection Connection => connection;

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await provider.ConnectAsync(connection, cancellationToken).ConfigureAwait(false);
            await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(e, "it will not run until the next start");
        }
    }

    /// <summary>Ends the wait for the next run; false when there is none.</summary>
    public bool Trigger()
    {
        lock (_gate) return _waiting?.TrySetResult() ?? false;
    }

    protected virtual Task LoopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected void Begin() => Status = Status with { State = ProviderState.Running, LastRun = time.GetUtcNow(), NextRun = null };

    protected void Fail(Exception cause, string then)
    {
        Log.ProviderFailed(logger, cause, provider.Name, then);
        Status = Status with { State = ProviderState.BackingOff, Failures = Status.Failures + 1, Problem = cause.Message };
    }

    /// <summary>Waits until a time, or until triggered.</summary>
    protected async Task WaitAsync(DateTimeOffset until, ProviderState state, CancellationToken cancellationToken)
    {
        var wait = until - time.GetUtcNow();
        if (wait <= TimeSpan.Zero) return;
        var triggered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting = triggered;
            _status = _status with { State = state, NextRun = until };
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(triggered.Task, Task.Delay(wait, time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        lock (_gate) _waiting = null;
        cancellationToken.ThrowIfCancellationRequested();
    }
}
