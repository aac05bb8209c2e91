using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>
/// When each entity must be processed again without being asked: a fold of the feed, and of the runs that changed nothing and so are in no
/// feed. Holds only entities that have a time.
/// </summary>
internal sealed class Schedule(TimeProvider time) : IFeedFollower
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, DateTimeOffset> _due = [];
    private readonly PriorityQueue<EntityRef, DateTimeOffset> _queue = new();
    private TaskCompletionSource _earlier = NewSignal();
    private TaskCompletionSource? _caughtUp;
    private bool _takenOut;

    /// <summary>When an entity is due; null when it has no time.</summary>
    public DateTimeOffset? DueOf(EntityRef entity)
    {
        lock (_gate) return _due.TryGetValue(entity, out var due) ? due : null;
    }

    /// <summary>Moves an entity's time.</summary>
    public void Set(EntityRef entity, DateTimeOffset? due)
    {
        lock (_gate)
        {
            if (due is null)
            {
                _due.Remove(entity);
                return;
            }

            if (_due.TryGetValue(entity, out var before) && before == due) return;
            var first = !_queue.TryPeek(out _, out var next) || due < next;
            _due[entity] = due.Value;
            _queue.Enqueue(entity, due.Value);
            if (first) _earlier.TrySetResult();
            if (_queue.Count > 1_024 + (2 * _due.Count)) Rebuild();
        }
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries) Set(entry.Ref, entry.IsTombstone ? null : entry.Record!.Processing.NextDue);
    }

    /// <summary>Completes when nothing is due that has not been taken out.</summary>
    public async Task CaughtUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task caughtUp;
            lock (_gate)
            {
                if (!IsDue() && !_takenOut) return;
                _caughtUp ??= NewSignal();
                caughtUp = _caughtUp.Task;
            }

            await caughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes out the next entity that is due, waiting for its time. To take the next one says that this one is at work.</summary>
    /// <returns>The entity, and how late it is.</returns>
    public async ValueTask<(EntityRef Entity, TimeSpan Late)> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            Task earlier;
            lock (_gate)
            {
                _takenOut = false;
                if (_earlier.Task.IsCompleted) _earlier = NewSignal();
                earlier = _earlier.Task;
                wait = TakeDue(out var due, out var late);
                _takenOut = wait == TimeSpan.Zero;
                if (_takenOut) return (due, late);
                _caughtUp?.TrySetResult();
                _caughtUp = null;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var asleep = Task.Delay(wait, time, stop.Token);

            // The clock may have moved between looking at it and going to sleep.
            lock (_gate)
            {
                if (IsDue()) earlier = Task.CompletedTask;
            }

            await Task.WhenAny(earlier, asleep).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsDue() => _queue.TryPeek(out _, out var at) && at <= time.GetUtcNow();

    private TimeSpan TakeDue(out EntityRef entity, out TimeSpan late)
    {
        late = default;
        var now = time.GetUtcNow();
        while (_queue.TryPeek(out entity, out var at))
        {
            var current = _due.TryGetValue(entity, out var due) && due == at;
            if (current && at > now) return at - now < TimeSpan.FromDays(1) ? at - now : TimeSpan.FromDays(1);
            _queue.Dequeue();
            if (!current) continue;
            _due.Remove(entity);
            late = now - at;
            return TimeSpan.Zero;
        }

        return Timeout.InfiniteTimeSpan;
    }

    private void Rebuild()
    {
        _queue.Clear();
        _queue.EnqueueRange(_due.Select(d => (d.Key, d.Value)));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
