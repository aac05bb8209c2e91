using System.Collections.Concurrent;

namespace Catalog.Storage.Sqlite;

/// <summary>
/// Runs blocking work on one thread of its own, in the order asked for, so that a slow disk holds up no thread of the pool.
/// </summary>
internal sealed class SerialWorker : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly BlockingCollection<Action> _work = new(1);
    private readonly Thread _thread;

    public SerialWorker(string name)
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Runs the work; once begun, it is not cancelled any more.</summary>
    public async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_work.IsAddingCompleted, this);
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            _work.Add(() => Run(work, done), CancellationToken.None);
            return await done.Task.ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the thread; work that has begun is finished first.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
    }

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // The caller gets it, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }
}
