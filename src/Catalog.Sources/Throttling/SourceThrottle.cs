using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Sources.Throttling;

/// <summary>
/// What the Source grains do, one for each location target. In: reads, as many and as often as callers like. Out: at most one read of a
/// target at a time, shared by those who asked for the same, within each host's limits; none during a pause after failures or while
/// the host asks to be left alone: then the last failure is answered again, with the time left.
/// </summary>
/// <remarks>Thread-safe. Local files are neither limited nor paused.</remarks>
public sealed class SourceThrottle(IEnumerable<ILocationReader> readers, ThrottleOptions options, TimeProvider time) : ILocationReader, IDisposable
{
    private readonly IReadOnlyList<ILocationReader> _readers = [.. readers];
    private readonly ConcurrentDictionary<LocationRef, TargetSource> _targets = new();
    private readonly ConcurrentDictionary<string, HostGate> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly BackoffClock _backoff = new(options);

    /// <inheritdoc/>
    public bool CanRead(LocationRef location) => _readers.Any(r => r.CanRead(location));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No reader takes this type of location; ask <see cref="CanRead"/> first.</exception>
    public async ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        var reader = _readers.FirstOrDefault(r => r.CanRead(location))
            ?? throw new ArgumentException($"no reader for locations of type '{location.Type}'", nameof(location));
        var target = _targets.GetOrAdd(location, Create, reader);
        var content = await target.ReadAsync(etag, cancellationToken);
        if (_targets.Count > options.MaxRemembered && target.IsForgettable)
        {
            _targets.TryRemove(location, out _);
        }

        return content;
    }

    /// <inheritdoc/>
    public void SkipBackoff(LocationRef location)
    {
        if (_targets.TryGetValue(location, out var target))
        {
            target.SkipBackoff();
        }
    }

    /// <summary>Drops what is known of a target that is no longer in the catalog.</summary>
    public void Forget(LocationRef location) => _targets.TryRemove(location, out _);

    /// <summary>What is known of a target; null when nothing is.</summary>
    public SourceState? Find(LocationRef location) => _targets.TryGetValue(location, out var target) ? target.State : null;

    /// <summary>What is known of all targets, in no order.</summary>
    public IEnumerable<SourceState> States() => _targets.Values.Select(t => t.State);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }
    }

    private TargetSource Create(LocationRef location, ILocationReader reader)
    {
        var host = Uri.TryCreate(location.Target, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.Authority : null;
        return new TargetSource(location, reader, host is null ? null : _hosts.GetOrAdd(host, _ => new HostGate(options, time)), _backoff, time);
    }
}
