using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>The last sequence number of a store that others write to. Who asks while a question is under way shares the next one with all who do.</summary>
internal sealed class LastSequence(ICatalogStore store)
{
    private readonly Lock _gate = new();
    private Task _asked = Task.CompletedTask;
    private Task<long>? _next;

    /// <summary>The number, as of some time after the call.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<long> AskAsync()
    {
        lock (_gate) return _next ??= AskAsync(after: _asked);
    }

    private async Task<long> AskAsync(Task after)
    {
        await after.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate) (_asked, _next) = (_next!, null);
        return await store.GetLastSequenceAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
