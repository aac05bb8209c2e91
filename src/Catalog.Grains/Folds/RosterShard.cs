using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>A part of the roster with its own lock.</summary>
internal sealed class RosterShard
{
    private readonly Lock _gate = new();
    private readonly RosterTable _entries = new();
    private readonly Dictionary<int, ImmutableArray<string>> _rivals = [];
    private readonly HashSet<EntityRef> _leaving = [];

    public int Count
    {
        get { lock (_gate) return _entries.Count; }
    }

    public bool Contains(EntityRef entity)
    {
        lock (_gate) return _entries.Find(entity.ToString()) >= 0;
    }

    public bool HasRecord(EntityRef entity)
    {
        lock (_gate) return _entries.Find(entity.ToString()) >= 0 || _leaving.Contains(entity);
    }

    public long SequenceOf(EntityRef entity)
    {
        lock (_gate) return _entries.Find(entity.ToString()) is >= 0 and var number ? _entries[number].Sequence : 0;
    }

    public ImmutableArray<string> SourcesOf(EntityRef entity)
    {
        lock (_gate) return _entries.Find(entity.ToString()) is >= 0 and var number ? _entries[number].Sources : [];
    }

    public Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash)
    {
        lock (_gate)
        {
            bodyHash = default;
            var number = _entries.Find(entity.ToString());
            if (number < 0) return Standing.None;
            bodyHash = _entries[number].BodyHash;
            return _entries[number].Sources.Contains(source) ? Standing.Holds : _rivals.TryGetValue(number, out var rivals) && rivals.Contains(source) ? Standing.Rival : Standing.None;
        }
    }

    public Sighting See(ReadOnlySpan<char> text, string source, UInt128 hash, int mark)
    {
        lock (_gate)
        {
            var number = _entries.Find(text);
            if (number < 0 || !_entries[number].Sources.Contains(source)) return new Sighting(Held: false, Same: false, First: true);
            ref var entry = ref _entries[number];
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
            foreach (var number in _entries.All)
            {
                if (_entries[number].Mark != mark && _entries[number].Sources.Contains(source)) unseen.Add(_entries.RefOf(number));
            }
        }
    }

    public void AddWithoutProvider(List<(EntityRef, ImmutableArray<string>)> found)
    {
        lock (_gate)
        {
            foreach (var number in _entries.All)
            {
                if (!_entries[number].Sources.Any(SourceKey.IsProvider)) found.Add((_entries.RefOf(number), _entries[number].Sources));
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
            var number = _entries.Find(entity.ToString());
            (ImmutableArray<string> Sources, bool There) before = number >= 0 ? (_entries[number].Sources, true) : ([], false);
            if (record is null)
            {
                if (number < 0) return before;
                _entries.Remove(number);
                _rivals.Remove(number);
                return before;
            }

            if (number < 0) number = _entries.Add(entity.ToString());
            ref var entry = ref _entries[number];
            entry.Sequence = change.Sequence;
            entry.BodyHash = record.UnprocessedHash;
            entry.Sources = sources;
            if (!record.Rivals.IsDefaultOrEmpty) _rivals[number] = record.Rivals;
            else if (_rivals.Count > 0) _rivals.Remove(number);
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
