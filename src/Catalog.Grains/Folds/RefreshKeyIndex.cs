using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>Which entities emitted which refresh key; a fold of the feed.</summary>
internal sealed class RefreshKeyIndex : IFeedFollower
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<EntityRef>> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityRef, ImmutableArray<string>> _keysOf = [];

    /// <summary>The entities that emitted any of the keys.</summary>
    public IReadOnlyCollection<EntityRef> Find(IEnumerable<string> keys)
    {
        var found = new HashSet<EntityRef>();
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_byKey.TryGetValue(key, out var refs)) found.UnionWith(refs);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries) Set(entry.Ref, entry.IsTombstone ? [] : entry.Record!.RefreshKeys);
        }
    }

    private void Set(EntityRef entity, ImmutableArray<string> keys)
    {
        if (_keysOf.TryGetValue(entity, out var before))
        {
            if (before.SequenceEqual(keys)) return;
            foreach (var key in before) Remove(key, entity);
            _keysOf.Remove(entity);
        }

        if (keys.IsEmpty) return;
        _keysOf[entity] = keys;
        foreach (var key in keys)
        {
            if (!_byKey.TryGetValue(key, out var refs)) _byKey[key] = refs = [];
            refs.Add(entity);
        }
    }

    private void Remove(string key, EntityRef entity)
    {
        if (!_byKey.TryGetValue(key, out var refs)) return;
        refs.Remove(entity);
        if (refs.Count == 0) _byKey.Remove(key);
    }
}
