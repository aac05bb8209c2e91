namespace Catalog.Index.Entities;

/// <summary>
/// Final entities, kept up to a budget of bytes; those not asked for since the last time around go first. An entity is named by the
/// sequence of its record, and good for as long as the relations that it shows have not changed since. Thread-safe.
/// </summary>
/// <remarks>
/// They lie in blocks that are written over when what was in them is given up. An array for each would live long enough to become old, and
/// after it was given up be in memory until the collector next looks at what is old: at some hundred megabytes of that.
/// </remarks>
internal sealed class EntityCache
{
    private const int Shards = 32;

    private readonly CacheShard[] _shards;

    /// <summary>An empty cache.</summary>
    public EntityCache(long budget)
    {
        Budget = budget;
        _shards = [.. Enumerable.Range(0, Shards).Select(_ => new CacheShard(budget / Shards))];
    }

    /// <summary>Bytes that it may hold.</summary>
    public long Budget { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    /// <summary>Entities held.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The entity of a record, to be released when it was read; nothing when it is not here.</summary>
    /// <param name="sequence">The sequence of the record.</param>
    /// <param name="since">The version of the index in which its relations changed last; older ones do not count.</param>
    public KeptEntity Get(long sequence, int since) => ShardOf(sequence).Get(sequence, since);

    /// <summary>Keeps an entity as a version of the index has it, if the budget allows.</summary>
    public void Put(long sequence, int version, ReadOnlySpan<byte> utf8) => ShardOf(sequence).Put(sequence, version, utf8);

    private CacheShard ShardOf(long sequence) => _shards[(int)((ulong)sequence % Shards)];
}
