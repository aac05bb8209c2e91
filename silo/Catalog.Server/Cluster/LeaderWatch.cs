using Catalog.Storage.Postgres;

namespace Catalog.Server.Cluster;

/// <summary>Decides when a leader counts as gone: when it has stepped down, or nothing was seen of it for too long. Only this process's clock matters.</summary>
internal sealed class LeaderWatch(TimeProvider time)
{
    /// <summary>How long a leader may do nothing. It shows itself every second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private (long Epoch, long Beat) _seen = (-1, -1);
    private long _since;

    /// <summary>Begins anew, for what was seen is old.</summary>
    public void Reset() => _seen = (-1, -1);

    /// <summary>Whether this state, and those seen before, mean that somebody else must lead.</summary>
    public bool IsGone(ClusterState state)
    {
        if (_seen != (state.Epoch, state.Beat))
        {
            (_seen, _since) = ((state.Epoch, state.Beat), time.GetTimestamp());
        }

        return state.Leader is null || time.GetElapsedTime(_since) > Patience;
    }
}
