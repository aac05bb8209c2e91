namespace Catalog.Sources.Throttling;

/// <summary>One host's share: so many reads at a time, so many a second, none while it asks to be left alone.</summary>
internal sealed class HostGate(ThrottleOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.ConcurrentPerHost);
    private readonly Lock _gate = new();
    private int _waiting;
    private DateTimeOffset _nextStart = DateTimeOffset.MinValue;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    /// <summary>When the host asked to be left alone until; in the past when it did not.</summary>
    public DateTimeOffset ClosedUntil
    {
        get { lock (_gate) { return _closedUntil; } }
    }

    /// <summary>Waits for a turn; false at once when too many wait already. A turn has to be given back with <see cref="Leave"/>.</summary>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (!_slots.Wait(0, CancellationToken.None))
        {
            if (Interlocked.Increment(ref _waiting) > options.MaxWaitingPerHost)
            {
                Interlocked.Decrement(ref _waiting);
                return false;
            }

            try
            {
                await _slots.WaitAsync(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        try
        {
            if (NextTurn() is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
        catch
        {
            Leave();
            throw;
        }

        return true;
    }

    /// <summary>Gives a turn back.</summary>
    public void Leave() => _slots.Release();

    /// <summary>Nothing may start for that long.</summary>
    public void CloseFor(TimeSpan pause)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + pause;
            _closedUntil = until > _closedUntil ? until : _closedUntil;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    // Starts are spaced evenly, except that unused ones of the recent past may be made up for.
    private TimeSpan NextTurn()
    {
        if (options.PerSecondPerHost == 0)
        {
            return TimeSpan.Zero;
        }

        lock (_gate)
        {
            var now = time.GetUtcNow();
            var space = TimeSpan.FromSeconds(1.0 / options.PerSecondPerHost);
            var earliest = now - (space * (options.BurstPerHost - 1));
            var start = _nextStart > earliest ? _nextStart : earliest;
            _nextStart = start + space;
            return start - now;
        }
    }
}
