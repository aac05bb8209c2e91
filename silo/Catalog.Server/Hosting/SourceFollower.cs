using System.Collections.Immutable;
using System.Threading.Channels;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Hosting;

/// <summary>
/// Which places the catalog depends on, folded from the feed: the refresh keys of all entities. Collects what changed until somebody takes it,
/// so that following never waits for the file system.
/// </summary>
internal sealed class SourceFollower : IFeedFollower
{
    private const string FilePrefix = "file:";
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, ImmutableArray<string>> _keys = [];
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>All keys that are used now.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _uses.Keys];
            }
        }
    }

    /// <summary>The path or glob that a refresh key names; null when it names no file.</summary>
    public static string? FileOf(string key) => key.StartsWith(FilePrefix, StringComparison.Ordinal) ? key[FilePrefix.Length..] : null;

    /// <summary>The refresh key of a path or glob.</summary>
    public static string KeyOf(string file) => FilePrefix + file;

    /// <summary>Waits until keys came into use or fell out of it; gives them with whether they are in use now.</summary>
    public async Task<IReadOnlyList<(string Key, bool Used)>> TakeAsync(CancellationToken cancellationToken)
    {
        await _signal.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            List<(string, bool)> taken = [.. _changed.Select(key => (key, _uses.ContainsKey(key)))];
            _changed.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                Replace(entry.Ref, entry is { IsTombstone: false, Record: { RefreshKeys.IsDefaultOrEmpty: false } record } ? record.RefreshKeys : []);
            }

            if (_changed.Count > 0)
            {
                _signal.Writer.TryWrite(true);
            }
        }
    }

    private void Replace(EntityRef entity, ImmutableArray<string> now)
    {
        if (!_keys.Remove(entity, out var before))
        {
            before = [];
        }

        if (now.Length > 0)
        {
            _keys[entity] = now;
        }

        foreach (var key in now)
        {
            Use(key, +1);
        }

        foreach (var key in before)
        {
            Use(key, -1);
        }
    }

    private void Use(string key, int change)
    {
        var before = _uses.GetValueOrDefault(key);
        var after = before + change;
        if (after == 0)
        {
            _uses.Remove(key);
        }
        else
        {
            _uses[key] = after;
        }

        if ((before == 0) != (after == 0))
        {
            _changed.Add(key);
        }
    }
}
