using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>A part of the roster with its own lock.</summary>
internal sealed class RosterShard
{
    private readonly Lock _gate = new();
    private readonly HashSet<RosterEntry> _entries = new(RosterEntryComparer.Instance);
    private readonly HashSet<RosterEntry>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Dictionary<RosterEntry, ImmutableArray<string>> _rivals = [];
    private readonly HashSet<EntityRef> _leaving = [];

    public RosterShard() => _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count
    {
        get { lock (_gate) return _entries.Count; }
    }

    public bool Contains(EntityRef entity)
    {
        lock (_gate) return _byText.Contains(entity.ToString());
    }

    public bool HasRecord(EntityRef entity)
    {
        lock (_gate) return _byText.Contains(entity.ToString()) || _leaving.Contains(entity);
    }

    public long SequenceOf(EntityRef entity)
    {
        lock (_gate) return _byText.TryGetValue(entity.ToString(), out var entry) ? entry.Sequence : 0;
    }

    public ImmutableArray<string> SourcesOf(EntityRef entity)
    {
        lock (_gate) return _byText.TryGetValue(entity.ToString(), out var entry) ? entry.Sources : [];
    }

    public Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash)
    {
        lock (_gate)
        {
            bodyHash = default;
            if (!_byText.TryGetValue(entity.ToString(), out var entry)) return Standing.None;
            bodyHash = entry.BodyHash;
            return entry.Sources.Contains(source) ? Standing.Holds : _rivals.TryGetValue(entry, out var rivals) && rivals.Contains(source) ? Standing.Rival : Standing.None;
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
            foreach (var entry in _entries)
            {
                if (entry.Mark != mark && entry.Sources.Contains(source)) unseen.Add(entry.Ref);
            }
        }
    }

    public void AddWithoutProvider(List<(EntityRef, ImmutableArray<string>)> found)
    {
        lock (_gate)
        {
            foreach (var entry in _entries)
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
            var there = _byText.TryGetValue(entity.ToString(), out var entry);
            (ImmutableArray<string> Sources, bool There) before = there ? (entry!.Sources, true) : ([], false);
            if (record is null)
            {
                if (there && _entries.Remove(entry!)) _rivals.Remove(entry!);
                return before;
            }

            if (!there) _entries.Add(entry = new RosterEntry(entity.ToString()));
            entry!.Sequence = change.Sequence;
            entry.BodyHash = record.UnprocessedHash;
            entry.Sources = sources;
            if (!record.Rivals.IsDefaultOrEmpty) _rivals[entry] = record.Rivals;
            else if (_rivals.Count > 0) _rivals.Remove(entry);
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
