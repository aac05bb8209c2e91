namespace Catalog.Index.Entities;

/// <summary>
/// Bodies read from the store, kept up to a budget of bytes; those not asked for since the last time around go first. Thread-safe.
/// </summary>
internal sealed class BodyCache
{
    private const int Shards = 32;
    private const int Overhead = 280;

    private readonly Shard[] _shards;

    /// <summary>An empty cache.</summary>
    public BodyCache(long budget) => _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard(budget / Shards))];

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    /// <summary>Bodies held.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The body of a record; null when it is not here.</summary>
    public StoredBody? Get(long sequence) => ShardOf(sequence).Get(sequence);

    /// <summary>Keeps a body, if the budget allows.</summary>
    public void Put(long sequence, StoredBody body) => ShardOf(sequence).Put(sequence, body);

    private Shard ShardOf(long sequence) => _shards[(int)((ulong)sequence % Shards)];

    private sealed class Shard(long budget)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<long, Entry> _entries = [];
        private readonly Queue<long> _turn = new();

        public long Bytes { get; private set; }

        public int Count => _entries.Count;

        public StoredBody? Get(long sequence)
        {
            lock (_gate)
            {
                if (!_entries.TryGetValue(sequence, out var entry))
                {
                    return null;
                }

                entry.Used = true;
                return entry.Body;
            }
        }

        public void Put(long sequence, StoredBody body)
        {
            var size = body.Utf8.Length + Overhead;
            if (size > budget)
            {
                return;
            }

            lock (_gate)
            {
                if (!_entries.TryAdd(sequence, new Entry(body)))
                {
                    return;
                }

                _turn.Enqueue(sequence);
                for (Bytes += size; Bytes > budget;)
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
            Bytes -= entry.Body.Utf8.Length + Overhead;
        }
    }

    private sealed class Entry(StoredBody body)
    {
        public StoredBody Body => body;

        public bool Used { get; set; }
    }
}
