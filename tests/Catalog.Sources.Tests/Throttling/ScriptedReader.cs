using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Sources.Tests.Throttling;

/// <summary>A reader that answers when and what the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedReader : ILocationReader
{
    private readonly ConcurrentDictionary<LocationRef, TaskCompletionSource<LocationContent>> _open = new();
    private readonly ConcurrentQueue<LocationRef> _started = new();
    private readonly SemaphoreSlim _starts = new(0);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    /// <summary>Answers at once; null to wait for <see cref="Finish"/>.</summary>
    public Func<LocationRef, LocationContent>? Answer { get; set; }

    public int Reads => _started.Count;

    public int Running => _open.Count;

    public IReadOnlyList<LocationRef> Started => [.. _started];

    public bool CanRead(LocationRef location) => location.Type is "url" or "file";

    public async ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        var answer = Answer?.Invoke(location);
        var open = new TaskCompletionSource<LocationContent>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (answer is null && !_open.TryAdd(location, open))
        {
            throw new InvalidOperationException("two reads of one target at a time");
        }

        _started.Enqueue(location);
        _starts.Release();
        try
        {
            return answer ?? await open.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }

    public void Finish(LocationRef location, LocationContent content)
    {
        Assert.True(_open.TryRemove(location, out var open));
        open.SetResult(content);
    }

    /// <summary>Completes once so many reads in all have started.</summary>
    public async Task StartedAsync(int reads)
    {
        for (; _seen < reads; _seen++)
        {
            await _starts.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public Task CancelledAsync() => _cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
}
