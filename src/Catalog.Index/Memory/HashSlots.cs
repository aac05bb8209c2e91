namespace Catalog.Index.Memory;

/// <summary>
/// A hash table of small numbers whose keys are kept elsewhere; each stands beside 32 bits of its key's hash, its tag, so that growing never looks
/// at the keys. Slots stand in the order of their tags, so that a search ends where its tag would be, and growing is one pass. One thread writes;
/// others may probe meanwhile and find what was there before. Cut into shards, so that growing never takes long.
/// </summary>
internal sealed class HashSlots
{
    private const int ShardBits = 7;
    private const ulong Dead = 1;
    private const int First = 2;
    private const int Tail = 64;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];

    /// <summary>The largest number that fits.</summary>
    public const int MaxId = int.MaxValue - First;

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => 8L * shard.Slots.Length);

    /// <summary>Makes room for so many numbers at once, while it is empty but for a few.</summary>
    public void Reserve(int count)
    {
        foreach (var shard in _shards)
        {
            shard.Slots = Copy(shard.Slots, (int)((count >> ShardBits) * 1.4) + Tail) ?? shard.Slots;
        }
    }

    /// <summary>Starts looking for a hash.</summary>
    public Probe Find(ulong hash) => new(_shards[hash >> (64 - ShardBits)].Slots, Tag(hash));

    /// <summary>Asks for the place where the search for a hash begins.</summary>
    public void Fetch(ulong hash)
    {
        var slots = _shards[hash >> (64 - ShardBits)].Slots;
        CacheLine.Fetch(ref slots[Home(Tag(hash), slots.Length)]);
    }

    /// <summary>Adds a number under the hash of its key; the number's key must be readable already.</summary>
    public void Add(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        var slot = Slot(Tag(hash), id);
        if ((shard.Used + 1) * 5L > shard.Slots.Length * 4L || !Insert(shard.Slots, slot))
        {
            Grow(shard, slot);
        }

        shard.Used++;
        shard.Live++;
    }

    /// <summary>Removes a number.</summary>
    public void Remove(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        var slot = Slot(Tag(hash), id);
        var slots = shard.Slots;
        for (var at = Home(Tag(hash), slots.Length); at < slots.Length && slots[at] != 0; at++)
        {
            if (slots[at] == slot)
            {
                Volatile.Write(ref slots[at], Slot(Tag(hash), 0) - First + Dead);
                shard.Live--;
                return;
            }
        }
    }

    // Those behind move up one by one from the end, so that who probes upwards meanwhile misses none of them. False when there is no room.
    private static bool Insert(ulong[] slots, ulong slot)
    {
        var at = Home((uint)(slot >> 32), slots.Length);
        while (at < slots.Length && slots[at] != 0 && slots[at] < slot)
        {
            at++;
        }

        var end = at;
        while (end < slots.Length && slots[end] != 0)
        {
            end++;
        }

        if (end == slots.Length)
        {
            return false;
        }

        for (; end > at; end--)
        {
            Volatile.Write(ref slots[end], slots[end - 1]);
        }

        Volatile.Write(ref slots[at], slot);
        return true;
    }

    // With one more slot, which may find no room at the end.
    private static void Grow(Shard shard, ulong slot)
    {
        var slots = Copy(shard.Slots, (int)(shard.Live * 1.8) + Tail);
        while (slots is null || !Insert(slots, slot))
        {
            slots = Copy(shard.Slots, 2 * (slots?.Length ?? shard.Slots.Length));
        }

        shard.Used = shard.Live;
        shard.Slots = slots;
    }

    private static ulong[]? Copy(ulong[] from, int length)
    {
        var slots = new ulong[length + Tail];
        var next = 0;
        foreach (var slot in from)
        {
            if ((uint)slot > Dead)
            {
                next = Math.Max(next, Home((uint)(slot >> 32), slots.Length));
                if (next == slots.Length)
                {
                    return null;
                }

                slots[next++] = slot;
            }
        }

        return slots;
    }

    // The bits of the hash that the shard was not chosen by.
    private static uint Tag(ulong hash) => (uint)(hash << ShardBits >> 32);

    private static ulong Slot(uint tag, int id) => ((ulong)tag << 32) | ((uint)id + First);

    // The last places are nobody's home: what finds no room before goes there.
    private static int Home(uint tag, int length) => (int)((ulong)tag * (uint)(length - Tail) >> 32);

    /// <summary>A walk over the numbers that may have a hash.</summary>
    internal ref struct Probe(ulong[] slots, uint tag)
    {
        private int _at = Home(tag, slots.Length);

        /// <summary>The next candidate; false when there is none left.</summary>
        public bool Next(out int id)
        {
            while ((uint)_at < (uint)slots.Length)
            {
                var slot = Volatile.Read(ref slots[_at]);
                if (slot >> 32 > tag || slot == 0)
                {
                    break;
                }

                _at++;
                if (slot >> 32 == tag && (uint)slot > Dead)
                {
                    id = (int)((uint)slot - First);
                    return true;
                }
            }

            id = -1;
            return false;
        }
    }

    private sealed class Shard
    {
        public volatile ulong[] Slots = new ulong[2 * Tail];
        public int Used;
        public int Live;
    }
}
