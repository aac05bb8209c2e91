using Catalog.Storage;

namespace Catalog.Orleans.Hosting;

/// <summary>
/// What this silo has found out about its cluster. In: Orleans' membership. Out: its version, which is the fencing token of what this silo asks
/// for, and when a silo has died. And the fence itself: once it is raised, the store refuses what silos asked for that did not know of the death.
/// </summary>
internal sealed class ClusterMembership : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly IClusterMembershipService _membership;
    private readonly ICatalogStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private volatile Known _now;
    private (long Token, Task Raised) _fence = (long.MinValue, Task.CompletedTask);
    private Task _learning = Task.CompletedTask;

    public ClusterMembership(IClusterMembershipService membership, ILocalSiloDetails silo, ICatalogStore store)
    {
        (_membership, _store) = (membership, store);
        var first = membership.CurrentSnapshot;
        _now = new Known(first.Version.Value, long.MinValue, new CancellationTokenSource());
        _ = FollowAsync(first, silo.SiloAddress, _stop.Token);
    }

    /// <summary>What is known by now.</summary>
    public Known Now => _now;

    /// <summary>Has the store refuse what was asked for without knowing of the deaths that are known here by now. When it returns, all of that which was not refused is committed.</summary>
    /// <exception cref="StoreException">The store is away; the call may be made again.</exception>
    public Task FenceAsync()
    {
        var died = _now.Died;
        lock (_gate)
        {
            if (died > _fence.Token || _fence.Raised.IsFaulted) _fence = (died, _store.FenceAsync(died, _stop.Token).AsTask());
            return _fence.Raised;
        }
    }

    /// <summary>Reads how things stand, since something was refused with a token that others know to be outdated.</summary>
    public void Learn(long token)
    {
        lock (_gate)
        {
            if (token <= _now.Token || !_learning.IsCompleted) return;
            _learning = LearnAsync(token);
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task LearnAsync(long token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(s_patience);
        await _membership.Refresh(new MembershipVersion(token), patience.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync(ClusterMembershipSnapshot before, SiloAddress self, CancellationToken cancellationToken)
    {
        await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // Whatever this silo still does, it does as one that does not know; the others have not waited for it.
            if (snapshot.GetSiloStatus(self) == SiloStatus.Dead) return;
            var now = _now;
            if (before.Members.Values.Any(m => m.Status != SiloStatus.Dead && snapshot.GetSiloStatus(m.SiloAddress) is SiloStatus.Dead or SiloStatus.None))
            {
                // Not disposed, since calls may be registering themselves with it; there is nothing in it that would have to be freed.
                _now = new Known(snapshot.Version.Value, snapshot.Version.Value, new CancellationTokenSource());
                _ = now.NextDeath.CancelAsync();
            }
            else
            {
                _now = now with { Token = snapshot.Version.Value };
            }

            before = snapshot;
        }
    }

    /// <summary>What is known at one moment.</summary>
    /// <param name="Token">The version of the membership; the fencing token of what is asked for now.</param>
    /// <param name="Died">The version in which a silo was last found dead.</param>
    /// <param name="NextDeath">Cancelled when the next silo is found dead.</param>
    public sealed record Known(long Token, long Died, CancellationTokenSource NextDeath)
    {
        /// <summary>Cancelled when the next silo is found dead.</summary>
        public CancellationToken Death => NextDeath.Token;
    }
}
