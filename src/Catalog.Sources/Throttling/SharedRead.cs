using Catalog.Processing;

namespace Catalog.Sources.Throttling;

/// <summary>A read that several callers wait for; disposing it cancels it. Joining and leaving are guarded by its target's lock.</summary>
internal sealed class SharedRead(string? etag) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private int _callers = 1;

    public Task<LocationContent> Task { get; private set; } = null!;

    public void Start(Func<CancellationToken, Task<LocationContent>> read) => Task = System.Threading.Tasks.Task.Run(() => read(_cancel.Token));

    /// <summary>True when the read has the same condition and is not over.</summary>
    public bool TryJoin(string? condition)
    {
        if (condition != etag || Task.IsCompleted)
        {
            return false;
        }

        _callers++;
        return true;
    }

    /// <summary>True for the last caller, who has to dispose it.</summary>
    public bool Leave() => --_callers == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancel.Cancel();
        _cancel.Dispose();
    }
}
