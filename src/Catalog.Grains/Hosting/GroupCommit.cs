using System.Threading.Channels;
using Catalog.Grains.Telemetry;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>
/// Writes what many turns want written in one transaction, then shows it to the followers, then answers: whoever awaits a commit knows
/// that it is durable and that readers see it. Two loops, so that the next transaction runs while the last one is being followed.
/// </summary>
/// <remarks>
/// While the store refuses for a passing cause, what waits goes on waiting and is tried again; it is bounded by the gates of those who send.
/// A lasting cause fails the engine. Where other processes commit too, what they committed is read from the store before the next own group
/// is shown, so that followers get one feed without gaps, whoever wrote it.
/// </remarks>
internal sealed class GroupCommit(
    ICatalogStore store, IReadOnlyList<IFeedFollower> followers, CatalogOptions options, TimeProvider time, CatalogMetrics metrics, ILogger<GroupCommit> logger) : IAsyncDisposable
{
    private readonly Channel<CommitRequest> _requests = Channel.CreateUnbounded<CommitRequest>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Committed> _committed = Channel.CreateBounded<Committed>(new BoundedChannelOptions(2) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly FeedReplay _feed = new(store, followers);
    private readonly SequenceWaiters _waiters = new();
    private Task _loops = Task.CompletedTask;
    private long _published;
    private int _waiting;

    /// <summary>The last sequence number that the followers have.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>How many wait to be written or shown.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>What keeps the store from committing, while something does and patience has run out.</summary>
    public StoreHealth Health { get; } = new();

    /// <summary>Starts from what the followers have been given so far.</summary>
    public void Start(long published)
    {
        _published = published;
        _loops = Task.WhenAll(Task.Run(CommitAsync), Task.Run(PublishAsync));
    }

    /// <summary>Commits a record. Only one commit for a ref may be under way.</summary>
    /// <param name="record">The record.</param>
    /// <param name="token">The fencing token of what asks for it; null where nothing makes it void.</param>
    /// <returns>Its sequence number, once followers have it.</returns>
    /// <exception cref="VersionConflictException">Another process wrote the record.</exception>
    /// <exception cref="OutdatedException">The token is refused by now.</exception>
    public Task<long> CommitAsync(EntityRecord record, long? token = null) => Enqueue(new CommitRequest(record, [], token ?? long.MaxValue));

    /// <summary>Commits items; see <see cref="CommitAsync(EntityRecord, long?)"/>.</summary>
    public Task<long> CommitAsync(IReadOnlyList<ItemChange> items, long? token = null) => Enqueue(new CommitRequest(null, items, token ?? long.MaxValue));

    /// <summary>Has the followers given what other processes have committed.</summary>
    public void Follow() => _committed.Writer.TryWrite(new Committed([], []));

    /// <summary>Completes when the followers have a sequence number, which another process may have committed.</summary>
    public Task ReachAsync(long sequence)
    {
        if (sequence <= Published) return Task.CompletedTask;
        var reached = _waiters.WaitAsync(sequence);
        _waiters.Reached(Published);
        Follow();
        return reached;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_requests.Reader.TryRead(out var left)) left.Fail(new ObjectDisposedException(nameof(CatalogEngine)));
        _stop.Dispose();
    }

    private Task<long> Enqueue(CommitRequest request)
    {
        Interlocked.Increment(ref _waiting);
        if (Health.Fatal is { } fatal) Refuse(request, fatal);
        else if (!_requests.Writer.TryWrite(request)) Refuse(request, new ObjectDisposedException(nameof(CatalogEngine)));
        return request.Task;
    }

    private void Refuse(CommitRequest request, Exception cause)
    {
        Interlocked.Decrement(ref _waiting);
        request.Fail(cause);
    }

    private async Task CommitAsync()
    {
        var group = new List<CommitRequest>();
        try
        {
            while (await _requests.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (group.Count < options.MaxCommit && _requests.Reader.TryRead(out var request)) group.Add(request);
                await CommitAsync(group).ConfigureAwait(false);
                group = [];
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Die(e, group);
        }
        finally
        {
            _committed.Writer.TryComplete();
        }
    }

    private async Task CommitAsync(List<CommitRequest> group)
    {
        for (var attempt = 1; group.Count > 0; attempt++)
        {
            try
            {
                var batch = new CommitBatch
                {
                    Records = [.. group.Where(r => r.Record is not null).Select(r => r.Record!)],
                    Items = [.. group.SelectMany(r => r.Items)],
                    Token = group.Min(r => r.Token),
                };
                var started = time.GetTimestamp();
                var sequences = await store.CommitAsync(batch, _stop.Token).ConfigureAwait(false);
                metrics.Committed(time.GetElapsedTime(started));
                Health.Well();
                await _committed.Writer.WriteAsync(new Committed(group, sequences) { At = time.GetTimestamp() }, _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (VersionConflictException conflict)
            {
                var loser = group.Single(r => r.Record?.Ref == conflict.Entity);
                group.Remove(loser);
                Refuse(loser, conflict);
            }
            catch (OutdatedException outdated)
            {
                foreach (var late in group.Where(r => r.Token < outdated.Required)) Refuse(late, outdated);
                group.RemoveAll(r => r.Token < outdated.Required);
            }
            catch (StoreException e) when (e.Transient)
            {
                Health.Ill(e, time.GetUtcNow(), options.StorePatience);
                Log.StoreRefused(logger, e, group.Count, attempt);
                await Task.Delay(RetryDelay(attempt), time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task PublishAsync()
    {
        Committed? current = null;
        try
        {
            await foreach (var committed in _committed.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                current = committed;
                if (OthersMayHaveCommitted(committed)) await FollowAsync().ConfigureAwait(false);
                Publish(committed);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Die(e, current?.Group ?? []);
        }
    }

    /// <summary>
    /// Whether there may be something of others before this group, or, where it is only an occasion to look, at all. Then it is not worth looking
    /// while own commits are under way: theirs would be read back from the store, and the next of them tells whether others came between.
    /// </summary>
    private bool OthersMayHaveCommitted(Committed committed) =>
        committed.Sequences is [var first, ..] ? first != Published + 1 : committed.Group is [] && Waiting == 0;

    /// <summary>Gives the followers what others have committed, to the feed's end: only there has every ref's newest record certainly come.</summary>
    private async Task FollowAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Reached(await _feed.RunAsync(Published, Published, progress: null, _stop.Token).ConfigureAwait(false));
                return;
            }
            catch (StoreException e) when (e.Transient)
            {
                Log.FeedUnreadable(logger, e);
                await Task.Delay(RetryDelay(attempt), time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private void Publish(Committed committed)
    {
        var entries = new FeedEntry[committed.Sequences.Count];
        var next = 0;
        foreach (var request in committed.Group)
        {
            if (request.Record is { } record) entries[next] = new FeedEntry(committed.Sequences[next++], record.Ref, record.IsBareTombstone() ? null : record);
        }

        if (entries.Length > 0 && entries[0].Sequence > Published)
        {
            var started = time.GetTimestamp();
            foreach (var follower in followers) follower.Apply(entries);
            metrics.Published(entries.Length, time.GetElapsedTime(committed.At, started), time.GetElapsedTime(started));
            Reached(entries[^1].Sequence);
        }

        Interlocked.Add(ref _waiting, -committed.Group.Count);
        ThreadPool.UnsafeQueueUserWorkItem(static c => c.Answer(), committed with { Published = Published }, preferLocal: false);
    }

    private void Reached(long sequence)
    {
        Volatile.Write(ref _published, sequence);
        _waiters.Reached(sequence);
    }

    private static TimeSpan RetryDelay(int attempt) => TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, Math.Min(attempt, 10)), 2_000));

    private void Die(Exception cause, List<CommitRequest> group)
    {
        var stopped = _stop.IsCancellationRequested;
        Exception shown = stopped ? new ObjectDisposedException(nameof(CatalogEngine)) : cause;
        if (!stopped)
        {
            Health.Die(cause);
            if (cause is not FencedException) Log.StoreFailed(logger, cause);
        }

        _requests.Writer.TryComplete();
        foreach (var request in group) request.Fail(shown);
        while (_committed.Reader.TryRead(out var committed)) committed.Group.ForEach(r => r.Fail(shown));
        _waiters.Fail(shown);
        while (_requests.Reader.TryRead(out var request)) request.Fail(shown);
    }

    private sealed record Committed(List<CommitRequest> Group, IReadOnlyList<long> Sequences)
    {
        /// <summary>When the store had taken it.</summary>
        public long At { get; init; }

        /// <summary>What followers had when they had this.</summary>
        public long Published { get; init; }

        /// <summary>Goes on with all the turns of the group, one after the other on this thread: what is left of each is short.</summary>
        public void Answer()
        {
            var next = 0;
            foreach (var request in Group) request.Succeed(request.Record is null ? Published : Sequences[next++]);
        }
    }
}

/// <summary>One turn's wish to have something written.</summary>
internal sealed class CommitRequest(EntityRecord? record, IReadOnlyList<ItemChange> items, long token) : TaskCompletionSource<long>
{
    public EntityRecord? Record { get; } = record;

    public IReadOnlyList<ItemChange> Items { get; } = items;

    public long Token { get; } = token;

    public void Succeed(long sequence) => TrySetResult(sequence);

    public void Fail(Exception cause) => TrySetException(cause);
}
