namespace Catalog.Index.Entities;

/// <summary>
/// Final entities, kept up to a budget of bytes; those not asked for since the last time around go first. An entity is named by the
/// sequence of its record, and good for as long as the relations that it shows have not changed since. Thread-safe.
/// </summary>
internal sealed class EntityCache
{
    private const int Shards = 32;
    private const int Overhead = 200;

    private readonly Shard[] _shards;

    /// <summary>An empty cache.</summary>
    public EntityCache(long budget)
    {
        Budget = budget;
        _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(budget / Shards))];
    }

    /// <summary>Bytes that it may hold.</summary>
    public long Budget { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    /// <summary>Entities held.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The entity of a record; null when it is not here.</summary>
    /// <param name="sequence">The sequence of the record.</param>
    /// <param name="since">The version of the index in which its relations changed last; older ones do not count.</param>
    public byte[]? Get(long sequence, int since) => ShardOf(sequence).Get(sequence, since);

    /// <summary>Keeps an entity as a version of the index has it, if the budget allows.</summary>
    public void Put(long sequence, int version, byte[] utf8) => ShardOf(sequence).Put(sequence, new Entry(utf8, version));

    private Shard ShardOf(long sequence) => _shards[(int)((ulong)sequence % Shards)];

    private sealed class Shard(long budget)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<long, Entry> _entries = [];
        private readonly Queue<long> _turn = new();

        public long Bytes { get; private set; }

        public int Count => _entries.Count;

        public byte[]? Get(long sequence, int since)
        {
            lock (_gate)
            {
                if (!_entries.TryGetValue(sequence, out var entry) || entry.Version < since)
                {
                    return null;
                }

                entry.Used = true;
                return entry.Utf8;
            }
        }

        public void Put(long sequence, Entry entry)
        {
            if (entry.Size > budget)
            {
                return;
            }

            lock (_gate)
            {
                if (_entries.TryGetValue(sequence, out var old))
                {
                    if (old.Version >= entry.Version)
                    {
                        return;
                    }

                    Bytes -= old.Size;
                }
                else
                {
                    _turn.Enqueue(sequence);
                }

                _entries[sequence] = entry;
                for (Bytes += entry.Size; Bytes > budget;)
                {
                    Evict();
                }
            }
        }

        private void Evict()
        {
            var oldest = _turn.Dequeue();
            var entry = _entries[oldest];
            if (entry.Used)
            {
                entry.Used = false;
                _turn.Enqueue(oldest);
                return;
            }

            _entries.Remove(oldest);
            Bytes -= entry.Size;
        }
    }

    private sealed class Entry(byte[] utf8, int version)
    {
        public byte[] Utf8 => utf8;

        public int Version => version;

        public int Size => utf8.Length + Overhead;

        public bool Used { get; set; }
    }
}
