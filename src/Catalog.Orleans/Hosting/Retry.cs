using Catalog.Storage;
using Orleans.Runtime.Messaging;

namespace Catalog.Orleans.Hosting;

/// <summary>Calls to grains that may have to be made again, because the silo that had the grain is gone. Only for what may arrive twice.</summary>
/// <remarks>
/// Orleans fails the calls to a silo that it finds dead. A call that another silo had passed on to it is lost without a word, and would be
/// waited for until it times out. So, whenever a silo is found dead, all calls under way are made again: a little later, so that none is passed
/// on to the dead again by a silo that has not found out; and not before the store refuses what the first calls ask for. So these cannot come
/// after something that the caller did later, however long a silo has been paused or cut off.
/// </remarks>
internal sealed class Retry(ClusterMembership membership, TimeProvider time)
{
    private const int Attempts = 40;
    private static readonly TimeSpan s_all = TimeSpan.FromMilliseconds(250);

    /// <summary>Calls until it succeeds, fails for another cause, or too often: then what kept it is thrown.</summary>
    /// <param name="call">The call, with the fencing token that it is made with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="token">The token of who asked for it, who asks again when a silo has died; null to use this silo's, and make the call again.</param>
    /// <exception cref="TimeoutException">A silo has died, and the call is not to be made again.</exception>
    /// <exception cref="OutdatedException">The token is refused, and the call is not to be made again.</exception>
    public async Task<T> RunAsync<T>(Func<long, Task<T>> call, CancellationToken cancellationToken, long? token = null)
    {
        for (var (attempt, pauses) = (1, 0); ; attempt++)
        {
            var now = membership.Now;
            try
            {
                if (attempt > 1) await membership.FenceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                return await call(token ?? now.Token).WaitAsync(cancellationToken).WaitAsync(now.Death).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (attempt < Attempts && now.Death.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                pauses = 0;
            }
            catch (Exception e) when (attempt < Attempts && IsPassing(e) && !(e is OutdatedException && token is not null))
            {
                if (e is OutdatedException outdated) membership.Learn(outdated.Required);
                pauses++;
            }

            if (!now.Death.IsCancellationRequested) await PauseAsync(pauses, cancellationToken).ConfigureAwait(false);
            if (!now.Death.IsCancellationRequested) continue;
            if (token is not null) throw new TimeoutException("A silo has died; who asked asks again.");
            await Task.Delay(s_all, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<long, Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await call(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Whether the cluster is just finding out that a silo has gone, or a store is away for a moment.</summary>
    private static bool IsPassing(Exception e) =>
        e is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException or StoreException { Transient: true };

    /// <summary>Longer each time; a silo found dead ends it, since what was waited for may be just that.</summary>
    private async Task PauseAsync(int pauses, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, membership.Now.Death);
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(25 * (1 + (pauses * pauses)), 1_000)), time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
