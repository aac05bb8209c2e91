using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>Whether the store takes commits. Thread-safe.</summary>
public sealed class StoreHealth
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _since;
    private StoreException? _trouble;
    private Exception? _fatal;
    private TaskCompletionSource _turnedIll = NewSignal();
    private TaskCompletionSource? _recovered;

    /// <summary>Why commits do not come through at the moment; null while they do, or while patience lasts.</summary>
    public StoreException? Trouble
    {
        get { lock (_gate) return _trouble; }
    }

    /// <summary>Why nothing will be committed any more until a restart; null while the engine lives.</summary>
    public Exception? Fatal
    {
        get { lock (_gate) return _fatal; }
    }

    /// <summary>Completes when <see cref="Trouble"/> or <see cref="Fatal"/> is set; a new task after each recovery.</summary>
    internal Task TurnedIll
    {
        get { lock (_gate) return _turnedIll.Task; }
    }

    /// <summary>Completes when there is no <see cref="Trouble"/>, or never can be again.</summary>
    internal Task Recovered
    {
        get { lock (_gate) return _trouble is null || _fatal is not null ? Task.CompletedTask : (_recovered ??= NewSignal()).Task; }
    }

    /// <summary>Throws what keeps the store from committing.</summary>
    internal void ThrowIfIll()
    {
        lock (_gate)
        {
            if (_fatal is not null) throw new StoreException($"The catalog has stopped writing: {_fatal.Message}", _fatal);
            if (_trouble is not null) throw new StoreException(_trouble.Message, _trouble) { Transient = true };
        }
    }

    internal void Well()
    {
        lock (_gate)
        {
            _since = null;
            if (_trouble is null) return;
            _trouble = null;
            _turnedIll = NewSignal();
            _recovered?.TrySetResult();
            _recovered = null;
        }
    }

    internal void Ill(StoreException cause, DateTimeOffset now, TimeSpan patience)
    {
        lock (_gate)
        {
            _since ??= now;
            if (now - _since < patience) return;
            _trouble = cause;
            _turnedIll.TrySetResult();
        }
    }

    internal void Die(Exception cause)
    {
        lock (_gate)
        {
            _fatal ??= cause;
            _turnedIll.TrySetResult();
            _recovered?.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
