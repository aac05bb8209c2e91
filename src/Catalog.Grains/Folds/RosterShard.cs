using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>A part of the roster with its own lock.</summary>
internal sealed class RosterShard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, RosterEntry> _entries = new(RefComparer.Instance);
    private readonly Dictionary<EntityRef, RosterEntry>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly HashSet<EntityRef> _leaving = [];

    public RosterShard() => _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count
    {
        get { lock (_gate) return _entries.Count; }
    }

    public bool Contains(EntityRef entity)
    {
        lock (_gate) return _entries.ContainsKey(entity);
    }

    public bool HasRecord(EntityRef entity)
    {
        lock (_gate) return _entries.ContainsKey(entity) || _leaving.Contains(entity);
    }

    public long SequenceOf(EntityRef entity)
    {
        lock (_gate) return _entries.TryGetValue(entity, out var entry) ? entry.Sequence : 0;
    }

    public ImmutableArray<string> SourcesOf(EntityRef entity)
    {
        lock (_gate) return _entries.TryGetValue(entity, out var entry) ? entry.Sources : [];
    }

    public Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash)
    {
        lock (_gate)
        {
            bodyHash = default;
            if (!_entries.TryGetValue(entity, out var entry)) return Standing.None;
            bodyHash = entry.BodyHash;
            return entry.Sources.Contains(source) ? Standing.Holds : entry.Rivals.Contains(source) ? Standing.Rival : Standing.None;
        }
    }

    public Sighting See(ReadOnlySpan<char> text, string source, UInt128 hash, int mark)
    {
        lock (_gate)
        {
            if (!_byText.TryGetValue(text, out var entry) || !entry.Sources.Contains(source)) return new Sighting(Held: false, Same: false, First: true);
            var shared = entry.Sources.Length > 1;
            var first = shared || entry.Mark != mark;
            if (!shared) entry.Mark = mark;
            return new Sighting(Held: true, Same: entry.BodyHash == hash, first, shared);
        }
    }

    public void AddUnseen(string source, int mark, List<EntityRef> unseen)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                if (entry.Mark != mark && entry.Sources.Contains(source)) unseen.Add(entry.Ref);
            }
        }
    }

    public void AddWithoutProvider(List<(EntityRef, ImmutableArray<string>)> found)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                if (!entry.Sources.Any(SourceKey.IsProvider)) found.Add((entry.Ref, entry.Sources));
            }
        }
    }

    public (ImmutableArray<string> Sources, bool There) Set(FeedEntry change, EntityRecord? record, ImmutableArray<string> sources, bool leaving)
    {
        var entity = change.Ref;
        lock (_gate)
        {
            if (leaving) _leaving.Add(entity);
            else if (_leaving.Count > 0) _leaving.Remove(entity);
            if (record is null) return _entries.Remove(entity, out var gone) ? (gone.Sources, true) : ([], false);
            var there = _entries.TryGetValue(entity, out var entry);
            if (entry is null) _entries[entity] = entry = new RosterEntry(entity) { Sources = [] };
            var before = (entry.Sources, there);
            entry.Sequence = change.Sequence;
            entry.BodyHash = record.UnprocessedHash;
            entry.Sources = sources;
            entry.Rivals = record.Rivals;
            return before;
        }
    }
}

/// <summary>What a full mutation finds of one of its entities.</summary>
/// <param name="Held">Whether the provider holds it already.</param>
/// <param name="Same">Whether with the same key and body.</param>
/// <param name="First">Whether the mutation had not given it before, as far as its mark tells.</param>
/// <param name="Shared">Whether others hold it too, so that the mark was not set.</param>
internal readonly record struct Sighting(bool Held, bool Same, bool First, bool Shared = false);
