namespace Catalog.Grains.Hosting;

/// <summary>Counts what is going on, and tells when nothing is.</summary>
internal sealed class Quiescence
{
    private readonly Lock _gate = new();
    private int _busy;
    private TaskCompletionSource? _quiet;

    /// <summary>Something begins.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>Something has ended.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _busy) != 0) return;
        lock (_gate)
        {
            if (Volatile.Read(ref _busy) == 0) _quiet?.TrySetResult();
            _quiet = null;
        }
    }

    /// <summary>Completes at a moment when nothing is going on.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task quiet;
            lock (_gate)
            {
                if (Volatile.Read(ref _busy) == 0) return;
                _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                quiet = _quiet.Task;
            }

            await quiet.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
