namespace Catalog.Grains.Hosting;

/// <summary>
/// Lets only so many in at a time. Once full, it opens again only when a part of it is free: who waits is then woken once for many
/// places, and a producer of thousands does not wake for each. Thread-safe.
/// </summary>
internal sealed class Gate(int size)
{
    private readonly Lock _lock = new();
    private readonly int _worthOpening = Math.Max(1, size / 16);
    private int _free = size;
    private TaskCompletionSource? _opening;

    /// <summary>Enters if there is room and nobody waits; <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_free == 0 || _opening is not null) return false;
            _free--;
            return true;
        }
    }

    /// <summary>Completes when it is worth trying to enter again.</summary>
    public Task Opening
    {
        get
        {
            lock (_lock)
            {
                if (_opening is null && _free > 0) return Task.CompletedTask;
                _opening ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _opening.Task;
            }
        }
    }

    /// <summary>Enters, waiting for room.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (!TryEnter()) await Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes room.</summary>
    public void Leave()
    {
        TaskCompletionSource? opening = null;
        lock (_lock)
        {
            _free++;
            if (_free >= _worthOpening) (opening, _opening) = (_opening, null);
        }

        opening?.TrySetResult();
    }
}
