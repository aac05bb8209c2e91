using Catalog.Storage;
using Orleans.Runtime.Messaging;

namespace Catalog.Orleans.Hosting;

/// <summary>Calls to grains that may have to be made again, because the silo that had the grain is gone. Only for what may arrive twice.</summary>
internal sealed class Retry(TimeProvider time)
{
    private const int Attempts = 40;

    /// <summary>Calls until it succeeds, fails for another cause, or too often: then what kept it is thrown.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < Attempts && IsPassing(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(25 * attempt * attempt, 1_000)), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the cluster is just finding out that a silo has gone, or a store is away for a moment.</summary>
    private static bool IsPassing(Exception e) =>
        e is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException or StoreException { Transient: true };
}
