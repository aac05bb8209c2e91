namespace Catalog.Grains.Hosting;

/// <summary>Those who wait until the followers have a sequence number, the nearest first. Thread-safe.</summary>
internal sealed class SequenceWaiters
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    /// <summary>Completes at the first <see cref="Reached"/> of this number or a later one.</summary>
    public Task WaitAsync(long sequence)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waiting.Enqueue(waiter, sequence);
        return waiter.Task;
    }

    /// <summary>Lets go those who have waited for this number or an earlier one.</summary>
    public void Reached(long sequence)
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= sequence)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    /// <summary>Tells all that nothing more will come.</summary>
    public void Fail(Exception cause)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var waiter, out _)) waiter.TrySetException(cause);
        }
    }
}
