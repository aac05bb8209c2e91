using System.Diagnostics.CodeAnalysis;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Sources.Throttling;

/// <summary>One location target: its last outcome, its pause, and the read that is going on.</summary>
/// <remarks>The gate is the host's; null for what is local.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A shared read is disposed by the last who waits for it.")]
internal sealed class TargetSource(LocationRef location, ILocationReader reader, HostGate? host, BackoffClock backoff, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task _previous = Task.CompletedTask;
    private SharedRead? _shared;
    private LocationContent? _last;
    private DateTimeOffset? _lastRead;
    private DateTimeOffset? _pausedUntil;
    private string? _etag;
    private int _failures;

    /// <summary>Whether dropping the state loses nothing that matters.</summary>
    public bool IsForgettable
    {
        get { lock (_gate) { return _failures == 0 && _shared is null; } }
    }

    /// <summary>A copy of the state.</summary>
    public SourceState State
    {
        get
        {
            lock (_gate)
            {
                return new SourceState(location, _last?.Status, _lastRead, _etag, _failures, NotBefore(), _last?.Problem, _shared is not null);
            }
        }
    }

    /// <summary>Ends the pause after failures.</summary>
    public void SkipBackoff()
    {
        lock (_gate) { _pausedUntil = null; }
    }

    /// <summary>Reads, joining a read that is going on with the same condition.</summary>
    public async Task<LocationContent> ReadAsync(string? etag, CancellationToken cancellationToken)
    {
        SharedRead read;
        lock (_gate)
        {
            if (_shared is null || !_shared.TryJoin(etag))
            {
                var previous = _previous;
                _shared = new SharedRead(etag);
                _shared.Start(token => RunAsync(previous, etag, token));
                _previous = _shared.Task;
            }

            read = _shared;
        }

        try
        {
            return await read.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(read);
        }
    }

    private void Leave(SharedRead read)
    {
        lock (_gate)
        {
            if (!read.Leave())
            {
                return;
            }

            _shared = ReferenceEquals(_shared, read) ? null : _shared;
        }

        read.Dispose();
    }

    private async Task<LocationContent> RunAsync(Task previous, string? etag, CancellationToken cancellationToken)
    {
        await previous.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Paused() ?? await ThroughGateAsync(etag, cancellationToken);
    }

    private async Task<LocationContent> ThroughGateAsync(string? etag, CancellationToken cancellationToken)
    {
        if (host is null)
        {
            return Note(await reader.ReadAsync(location, etag, cancellationToken));
        }

        if (!await host.TryEnterAsync(cancellationToken))
        {
            return Failed("too many reads are waiting for its host", TimeSpan.FromSeconds(1));
        }

        try
        {
            // The host may have closed while this read waited for its turn.
            return Paused() ?? Note(await reader.ReadAsync(location, etag, cancellationToken));
        }
        finally
        {
            host.Leave();
        }
    }

    private LocationContent? Paused()
    {
        lock (_gate)
        {
            var wait = NotBefore() - time.GetUtcNow();
            return wait is null ? null
                : _last is { Status: LocationStatus.Failed } last ? last with { RetryAfter = wait }
                : Failed("its host asked to be left alone", wait.Value);
        }
    }

    private DateTimeOffset? NotBefore()
    {
        var closed = host?.ClosedUntil ?? DateTimeOffset.MinValue;
        var until = _pausedUntil is { } paused && paused > closed ? paused : closed;
        return until > time.GetUtcNow() ? until : null;
    }

    private LocationContent Note(LocationContent content)
    {
        lock (_gate)
        {
            var failed = content.Status == LocationStatus.Failed;
            (_last, _lastRead) = (content with { Files = [] }, time.GetUtcNow());
            _etag = content.ETag ?? _etag;
            _failures = failed ? _failures + 1 : 0;
            _pausedUntil = failed && host is not null ? time.GetUtcNow() + backoff.After(_failures) : null;
        }

        if (content.RetryAfter is { } pause)
        {
            host?.CloseFor(pause);
        }

        return content;
    }

    private LocationContent Failed(string reason, TimeSpan retryAfter) => new()
    {
        Status = LocationStatus.Failed,
        Problem = new Problem($"Unable to read {location.Type}, {reason}: {location.Target}") { Name = "ServiceUnavailableError" },
        RetryAfter = retryAfter,
    };
}
