using System.Threading.Channels;
using Catalog.Grains.Telemetry;
using Catalog.Model;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>Reads what many activations wait for in few queries.</summary>
internal sealed class RecordLoader(ICatalogStore store, TimeProvider time, ILogger<RecordLoader> logger) : IAsyncDisposable
{
    private const int MaxBatch = 256;
    private readonly Channel<Load> _loads = Channel.CreateUnbounded<Load>(new UnboundedChannelOptions { SingleReader = true });
    private readonly LastSequence _last = new(store);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>The stored record; null when there is none. Waits while the store refuses for a passing cause.</summary>
    public Task<EntityRecord?> LoadAsync(EntityRef entity)
    {
        var load = new Load(entity);
        if (!_loads.Writer.TryWrite(load)) load.TrySetException(new ObjectDisposedException(nameof(CatalogEngine)));
        return load.Task;
    }

    /// <summary>The store's last sequence number: whatever was loaded before the call is of it or earlier.</summary>
    public Task<long> LastSequenceAsync() => _last.AskAsync();

    public async ValueTask DisposeAsync()
    {
        _loads.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_loads.Reader.TryRead(out var load)) load.TrySetException(new ObjectDisposedException(nameof(CatalogEngine)));
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var batch = new List<Load>();
        while (await _loads.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            while (batch.Count < MaxBatch && _loads.Reader.TryRead(out var load)) batch.Add(load);
            await LoadAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task LoadAsync(List<Load> batch)
    {
        try
        {
            var records = await ReadAsync([.. batch.Select(l => l.Entity)]).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++) batch[i].TrySetResult(records[i]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var shown = _stop.IsCancellationRequested ? new ObjectDisposedException(nameof(CatalogEngine)) : e;
            foreach (var load in batch) load.TrySetException(shown);
        }
    }

    private async Task<IReadOnlyList<EntityRecord?>> ReadAsync(IReadOnlyList<EntityRef> refs)
    {
        while (true)
        {
            try
            {
                return await store.GetAsync(refs, _stop.Token).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Transient)
            {
                Log.StoreUnreadable(logger, e, refs.Count);
                await Task.Delay(TimeSpan.FromMilliseconds(500), time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private sealed class Load(EntityRef entity) : TaskCompletionSource<EntityRecord?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public EntityRef Entity { get; } = entity;
    }
}
