using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Server.Hosting;

/// <summary>Which local files and globs the catalog depends on, folded from the feed: the <c>file:</c> refresh keys of all entities.</summary>
/// <param name="watch">Called with a target that is depended on from now on.</param>
/// <param name="unwatch">Called with a target that nothing depends on any more.</param>
internal sealed class WatchedFiles(Action<string> watch, Action<string> unwatch) : IFeedFollower
{
    private const string Prefix = "file:";
    private readonly Dictionary<EntityRef, string[]> _targets = [];
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>The refresh key of a target.</summary>
    public static string KeyOf(string target) => Prefix + target;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            string[] now = entry is { IsTombstone: false, Record: { } record }
                ? [.. record.RefreshKeys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..])]
                : [];
            Replace(entry.Ref, now);
        }
    }

    private void Replace(EntityRef entity, string[] now)
    {
        _targets.Remove(entity, out var before);
        if (now.Length > 0)
        {
            _targets[entity] = now;
        }

        foreach (var target in now)
        {
            var uses = _uses.GetValueOrDefault(target);
            _uses[target] = uses + 1;
            if (uses == 0)
            {
                watch(target);
            }
        }

        foreach (var target in before ?? [])
        {
            if (--_uses[target] == 0)
            {
                _uses.Remove(target);
                unwatch(target);
            }
        }
    }
}
