using System.Collections.Concurrent;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Http.Unprocessed;

/// <summary>The entities that are known but not visible, because they have never been processed well. Folds the feed; holds only those.</summary>
public sealed class InvisibleEntities : IFeedFollower
{
    private readonly ConcurrentDictionary<EntityRef, Entry> _entries = new();

    /// <summary>The first of those that failed, or of those that are still to come, ordered by reference.</summary>
    public IReadOnlyList<EntityRef> List(bool failed, int limit) => [.. _entries.Where(e => e.Value.Failed == failed).Select(e => e.Key).Order().Take(limit)];

    /// <summary>The entity of a uid; default when it is not among these.</summary>
    public EntityRef Find(Guid uid) => _entries.FirstOrDefault(e => e.Value.Uid == uid).Key;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is { IsTombstone: false, Record: { Processed.IsEmpty: true } record })
            {
                _entries[entry.Ref] = new Entry(record.Uid, !record.Errors.IsEmpty);
            }
            else if (_entries.ContainsKey(entry.Ref))
            {
                _entries.TryRemove(entry.Ref, out _);
            }
        }
    }

    private readonly record struct Entry(Guid Uid, bool Failed);
}
