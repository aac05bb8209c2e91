using Catalog.Storage;
using Orleans.Runtime.Messaging;

namespace Catalog.Orleans.Hosting;

/// <summary>Calls to grains that may have to be made again, because the silo that had the grain is gone. Only for what may arrive twice.</summary>
/// <remarks>
/// Orleans fails the calls to a silo that it finds dead. A call that another silo had passed on to it is lost without a word, and would be
/// waited for until it times out. So, whenever a silo is found dead, all calls under way are made again, but not before the others have found
/// out too: what they still have of the first calls is over by then, and cannot come after something that the caller did later.
/// </remarks>
internal sealed class Retry(SiloDeaths deaths, TimeProvider time)
{
    private const int Attempts = 40;
    private static readonly TimeSpan s_all = TimeSpan.FromMilliseconds(250);

    /// <summary>Calls until it succeeds, fails for another cause, or too often: then what kept it is thrown.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="overDeaths">Whether it is made again when a silo has died; not if who asked for it asks again anyway.</param>
    /// <exception cref="TimeoutException">A silo has died, and the call is not to be made again.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken, bool overDeaths = true)
    {
        for (var (attempt, pauses) = (1, 0); ; attempt++)
        {
            var death = deaths.Next;
            try
            {
                return await call().WaitAsync(cancellationToken).WaitAsync(death).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (attempt < Attempts && death.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                pauses = 0;
            }
            catch (Exception e) when (attempt < Attempts && IsPassing(e))
            {
                pauses++;
            }

            if (!death.IsCancellationRequested) await PauseAsync(pauses, cancellationToken).ConfigureAwait(false);
            if (!death.IsCancellationRequested) continue;
            if (!overDeaths) throw new TimeoutException("A silo has died; who asked asks again.");
            await Task.Delay(s_all, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await call().ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Whether the cluster is just finding out that a silo has gone, or a store is away for a moment.</summary>
    private static bool IsPassing(Exception e) =>
        e is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException or StoreException { Transient: true };

    /// <summary>Longer each time; a silo found dead ends it, since what was waited for may be just that.</summary>
    private async Task PauseAsync(int pauses, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deaths.Next);
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(25 * (1 + (pauses * pauses)), 1_000)), time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
