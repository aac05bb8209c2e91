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
    private readonly RosterShard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new RosterShard())];
    private readonly Dictionary<string, int> _heldBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly Lock _counts = new();
    private readonly SourceInterner _interner = new();

    /// <summary>How many entities there are, visible or not.</summary>
    public int Count => _shards.Sum(s => s.Count);

    /// <summary>How many entities there are of each kind.</summary>
    public IReadOnlyList<(string Kind, int Count)> Kinds()
    {
        lock (_counts) return [.. _kinds.Select(k => (k.Key, k.Value))];
    }

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
            if (before.Sources != sources) Recount(before.Sources, sources);
            if (before.There != record is not null) Recount(entry.Ref, record is null ? -1 : 1);
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

    private void Recount(EntityRef entity, int change)
    {
        lock (_counts)
        {
            var kinds = _kinds.GetAlternateLookup<ReadOnlySpan<char>>();
            kinds.TryGetValue(entity.Kind, out var count);
            kinds[entity.Kind] = count + change;
        }
    }

    private RosterShard ShardOf(int hash) => _shards[(hash & int.MaxValue) % ShardCount];
}
