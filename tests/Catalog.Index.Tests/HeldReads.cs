using Catalog.Storage;

namespace Catalog.Index.Tests;

/// <summary>Reads of bodies that wait until the test lets them go; each is known by the sequence of its first body.</summary>
internal sealed class HeldReads(IBodyReader inner) : IBodyReader
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource> _held = [];
    private (int Count, TaskCompletionSource Reached)? _awaited;

    /// <summary>Reads begun so far.</summary>
    public int Started { get; private set; }

    /// <summary>Reads begun and not ended.</summary>
    public int UnderWay { get; private set; }

    public async ValueTask ReadBodiesAsync(ReadOnlyMemory<BodyKey> keys, Memory<ProcessedBody> bodies, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            (Started, UnderWay) = (Started + 1, UnderWay + 1);
            _held.Add(keys.Span[0].Sequence, held);
            Tell();
        }

        try
        {
            await held.Task.WaitAsync(cancellationToken);
            await inner.ReadBodiesAsync(keys, bodies, cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                UnderWay--;
            }
        }
    }

    /// <summary>Waits until so many reads are held.</summary>
    public Task WaitForAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (count, reached);
            Tell();
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets a read go on.</summary>
    public void Release(long first)
    {
        lock (_gate)
        {
            Assert.True(_held.Remove(first, out var held));
            held.SetResult();
        }
    }

    private void Tell()
    {
        if (_awaited is { } awaited && _held.Count >= awaited.Count)
        {
            awaited.Reached.TrySetResult();
        }
    }
}
