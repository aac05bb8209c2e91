using System.Security.Cryptography;
using Catalog.Grains;
using Catalog.Server.Terminal;
using Catalog.Storage;
using Catalog.Storage.Postgres;

namespace Catalog.Server.Cluster;

/// <summary>
/// One of the servers on a database: follows what the leader commits, takes over when the leader does nothing for too long, and follows
/// again when another has taken over. While the database is away nobody takes over: all answer from what they have.
/// </summary>
internal sealed partial class ClusterMember(PostgresCluster cluster, CatalogEngine engine, LeaderWork work, Screen screen, TimeProvider time, ILogger<ClusterMember> logger)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private readonly LeaderWatch _watch = new(time);
    private volatile RemoteLeader? _leader;
    private bool _away;
    private long _ledAt;

    /// <summary>What other servers show this one when they forward a request to it.</summary>
    public string Secret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The server that leads; null when it is this one, or none is known.</summary>
    public RemoteLeader? Leader => _leader;

    /// <summary>Follows and leads until it is stopped.</summary>
    /// <param name="address">Where the others reach this server.</param>
    /// <param name="cancellationToken">Stops it; <see cref="LeaveAsync"/> comes after.</param>
    /// <exception cref="StoreException">The database is no longer this program's.</exception>
    public async Task RunAsync(string address, CancellationToken cancellationToken)
    {
        while (true)
        {
            await FollowAsync(address, cancellationToken);
            screen.WriteLine("This server leads: it reads the sources and takes all changes.");
            await LeadAsync(cancellationToken);
            screen.WriteLine("Another server has taken over; this one follows.");
        }
    }

    /// <summary>Ceases to lead, so that another server can at once. Called when no request is under way any more.</summary>
    public async Task LeaveAsync()
    {
        if (!engine.IsLeader) return;
        await engine.StopLeadingAsync(new FencedException("This server stops. Ask again."));
        try
        {
            await cluster.StepDownAsync(CancellationToken.None);
        }
        catch (StoreException)
        {
            // Then the others find out by themselves.
        }
    }

    private async Task FollowAsync(string address, CancellationToken cancellationToken)
    {
        var items = -1L;
        _watch.Reset();
        while (true)
        {
            try
            {
                var state = await cluster.ReadAsync(cancellationToken);
                See(state.Leader);
                if (state.Sequence > engine.Sequence || state.ItemChanges != items)
                {
                    await engine.CatchUpAsync(state.ItemChanges != items, cancellationToken);
                    items = state.ItemChanges;
                }

                var asked = time.GetTimestamp();
                if (_watch.IsGone(state) && await cluster.TryLeadAsync(state, address, Secret, cancellationToken))
                {
                    Volatile.Write(ref _ledAt, asked);
                    See(null);
                    return;
                }

                _away = false;
                await cluster.WaitAsync(Poll, cancellationToken);
            }
            catch (StoreException e) when (e.Transient)
            {
                // The leader may be as cut off as this server is.
                _watch.Reset();
                await PauseAsync(e, cancellationToken);
            }
        }
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new PeriodicTimer(Beat, time);
        var working = WorkAsync(term.Token);
        while (await BeatsAsync(cancellationToken))
        {
            if (await Task.WhenAny(working, timer.WaitForNextTickAsync(cancellationToken).AsTask()) != working) continue;
            if (engine.Health?.Fatal is FencedException) break;
            await working;
        }

        await term.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await engine.StopLeadingAsync(new FencedException("Another server has taken over the writing of this catalog. Ask again."));
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!await CaughtUpAsync(cancellationToken))
        {
        }

        await work.RunAsync(IsCertain, cancellationToken);
    }

    private async Task<bool> CaughtUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.CatchUpAsync(locations: true, cancellationToken);
            return true;
        }
        catch (StoreException e) when (e.Transient)
        {
            await PauseAsync(e, cancellationToken);
            return false;
        }
    }

    /// <summary>False once another server leads. While the database is away nobody knows.</summary>
    private async Task<bool> BeatsAsync(CancellationToken cancellationToken)
    {
        if (engine.Health?.Fatal is FencedException) return false;
        try
        {
            var asked = time.GetTimestamp();
            var leads = await cluster.BeatAsync(cancellationToken);
            if (leads) Volatile.Write(ref _ledAt, asked);
            _away = false;
            return leads;
        }
        catch (StoreException e) when (e.Transient)
        {
            await PauseAsync(e, cancellationToken);
            return true;
        }
    }

    /// <summary>Others wait so long from when they see a beat, which is after it was sent.</summary>
    private bool IsCertain() => time.GetElapsedTime(Volatile.Read(ref _ledAt)) < LeaderWatch.Patience;

    private async Task PauseAsync(StoreException why, CancellationToken cancellationToken)
    {
        if (!_away) LogAway(why.Message);
        _away = true;
        await Task.Delay(Poll, time, cancellationToken);
    }

    private void See(ClusterLeader? leader)
    {
        if (leader?.Process == cluster.Process) leader = null;
        if (_leader?.Leader.Process == leader?.Process) return;
        var before = _leader;
        _leader = leader is null ? null : new RemoteLeader(leader);
        before?.Replaced.Cancel();
    }

    [LoggerMessage(LogLevel.Warning, "{Reason} Questions are answered from what is known; changes wait.", EventName = "DatabaseAway")]
    private partial void LogAway(string reason);
}

/// <summary>The leader as another server sees it.</summary>
/// <param name="Leader">Who and where it is.</param>
internal sealed record RemoteLeader(ClusterLeader Leader)
{
    /// <summary>Cancelled when it does not lead any more, so that nobody waits for a paused one.</summary>
    public CancellationTokenSource Replaced { get; } = new();
}
