using System.Collections.Immutable;
using Catalog.Grains.Entities;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Folds;

/// <summary>
/// Who holds what: a fold of the feed that answers, without reading the store, whether an entity is there, with which body, by whom. From it
/// a provider's full mutation finds what differs, and a parent finds which children need to be told.
/// </summary>
internal sealed class Roster : IFeedFollower
{
    private const int ShardCount = 64;
    private readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];
    private readonly Dictionary<string, int> _heldBy = new(StringComparer.Ordinal);
    private readonly Lock _counts = new();
    private readonly SourceInterner _interner = new();

    /// <summary>How many entities there are, visible or not.</summary>
    public int Count => _shards.Sum(s => s.Count);

    /// <summary>Whether the entity is there.</summary>
    public bool Contains(EntityRef entity) => ShardOf(entity.GetHashCode()).Contains(entity);

    /// <summary>Whether the store has a record of the ref: of an entity, or of one that is gone and still has something to tell.</summary>
    public bool HasRecord(EntityRef entity) => ShardOf(entity.GetHashCode()).HasRecord(entity);

    /// <summary>How many entities a provider holds.</summary>
    public int HeldBy(string source)
    {
        lock (_counts) return _heldBy.GetValueOrDefault(source);
    }

    /// <summary>The providers that hold something.</summary>
    public IReadOnlyList<string> Providers()
    {
        lock (_counts) return [.. _heldBy.Where(p => p.Value > 0).Select(p => p.Key)];
    }

    /// <summary>The feed position of an entity's record; 0 when it is not there.</summary>
    public long SequenceOf(EntityRef entity) => ShardOf(entity.GetHashCode()).SequenceOf(entity);

    /// <summary>Who holds an entity; empty when it is not there or an orphan.</summary>
    public ImmutableArray<string> SourcesOf(EntityRef entity) => ShardOf(entity.GetHashCode()).SourcesOf(entity);

    /// <summary>How a source stands with an entity, and the hash of the body that it has.</summary>
    public Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash) =>
        ShardOf(entity.GetHashCode()).StandingOf(entity, source, out bodyHash);

    /// <summary>The same for a provider's full mutation, by canonical text; notes that the mutation has seen the entity.</summary>
    public Sighting See(ReadOnlySpan<char> entity, string source, UInt128 hash, int mark) =>
        ShardOf(string.GetHashCode(entity)).See(entity, source, hash, mark);

    /// <summary>What a source holds and a full mutation has not seen.</summary>
    public List<EntityRef> Unseen(string source, int mark)
    {
        var unseen = new List<EntityRef>();
        foreach (var shard in _shards) shard.AddUnseen(source, mark, unseen);
        return unseen;
    }

    /// <summary>All that a source holds.</summary>
    public List<EntityRef> AllHeldBy(string source) => Unseen(source, mark: -1);

    /// <summary>All entities that no provider holds, with their holders.</summary>
    public List<(EntityRef Ref, ImmutableArray<string> Sources)> WithoutProvider()
    {
        var found = new List<(EntityRef, ImmutableArray<string>)>();
        foreach (var shard in _shards) shard.AddWithoutProvider(found);
        return found;
    }

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<FeedEntry> entries)
    {
        foreach (var entry in entries)
        {
            var record = entry.IsTombstone ? null : entry.Record;
            var sources = record is null ? [] : _interner.Intern(record.Sources);
            var before = ShardOf(entry.Ref.GetHashCode()).Set(entry, record, sources, leaving: record is null && entry.Record is not null);
            if (before != sources) Recount(before, sources);
        }
    }

    private void Recount(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        lock (_counts)
        {
            foreach (var source in before) _heldBy[source] = _heldBy.GetValueOrDefault(source) - 1;
            foreach (var source in after) _heldBy[source] = _heldBy.GetValueOrDefault(source) + 1;
            foreach (var source in before)
            {
                if (_heldBy.GetValueOrDefault(source) == 0) _heldBy.Remove(source);
            }
        }
    }

    private Shard ShardOf(int hash) => _shards[(hash & int.MaxValue) % ShardCount];

    private sealed class Shard
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<EntityRef, RosterEntry> _entries = new(RefComparer.Instance);
        private readonly Dictionary<EntityRef, RosterEntry>.AlternateLookup<ReadOnlySpan<char>> _byText;
        private readonly HashSet<EntityRef> _leaving = [];

        public Shard() => _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

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

        public ImmutableArray<string> Set(FeedEntry change, EntityRecord? record, ImmutableArray<string> sources, bool leaving)
        {
            var entity = change.Ref;
            lock (_gate)
            {
                if (leaving) _leaving.Add(entity);
                else if (_leaving.Count > 0) _leaving.Remove(entity);
                if (record is null) return _entries.Remove(entity, out var gone) ? gone.Sources : [];
                if (!_entries.TryGetValue(entity, out var entry)) _entries[entity] = entry = new RosterEntry(entity) { Sources = [] };
                var before = entry.Sources;
                entry.Sequence = change.Sequence;
                entry.BodyHash = record.UnprocessedHash;
                entry.Sources = sources;
                entry.Rivals = record.Rivals;
                return before;
            }
        }
    }
}

/// <summary>What a full mutation finds of one of its entities.</summary>
/// <param name="Held">Whether the provider holds it already.</param>
/// <param name="Same">Whether with the same key and body.</param>
/// <param name="First">Whether the mutation had not given it before, as far as its mark tells.</param>
/// <param name="Shared">Whether others hold it too, so that the mark was not set.</param>
internal readonly record struct Sighting(bool Held, bool Same, bool First, bool Shared = false);
