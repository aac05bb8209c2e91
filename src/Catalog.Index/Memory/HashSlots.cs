namespace Catalog.Index.Memory;

/// <summary>
/// A hash table of small numbers whose keys are kept elsewhere; each stands beside 32 bits of its key's hash, so that growing never looks at
/// the keys. One thread writes; others may probe meanwhile and see either the state before or after a write. Cut into shards, so that
/// growing never takes long.
/// </summary>
internal sealed class HashSlots
{
    private const int ShardBits = 7;
    private const ulong Dead = 1;
    private const int First = 2;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];

    /// <summary>The largest number that fits.</summary>
    public const int MaxId = int.MaxValue - First;

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => 8L * shard.Slots.Length);

    /// <summary>Starts looking for a hash.</summary>
    public Probe Find(ulong hash) => new(_shards[hash >> (64 - ShardBits)].Slots, hash);

    /// <summary>The number in the place where the search for a hash begins; -1 when there is none. Tells nothing, but brings the place into the cache.</summary>
    public int Peek(ulong hash)
    {
        var slots = _shards[hash >> (64 - ShardBits)].Slots;
        var slot = Volatile.Read(ref slots[Home(Slot(hash, 0), slots)]);
        return slot > Dead ? (int)((uint)slot - First) : -1;
    }

    /// <summary>Adds a number under the hash of its key; the number's key must be readable already.</summary>
    public void Add(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        if ((shard.Used + 1) * 5L > shard.Slots.Length * 4L)
        {
            Grow(shard);
        }

        shard.Used += Place(shard.Slots, Slot(hash, id)) ? 1 : 0;
        shard.Live++;
    }

    /// <summary>Removes a number.</summary>
    public void Remove(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        var slot = Slot(hash, id);
        for (var at = Home(slot, shard.Slots); shard.Slots[at] != 0; at = After(at, shard.Slots))
        {
            if (shard.Slots[at] == slot)
            {
                Volatile.Write(ref shard.Slots[at], Dead);
                shard.Live--;
                return;
            }
        }
    }

    private static void Grow(Shard shard)
    {
        var slots = new ulong[Math.Max(16, (int)(shard.Live * 1.6) + 4)];
        foreach (var slot in shard.Slots)
        {
            if (slot > Dead)
            {
                Place(slots, slot);
            }
        }

        shard.Used = shard.Live;
        shard.Slots = slots;
    }

    // True when a slot that was never used was taken.
    private static bool Place(ulong[] slots, ulong slot)
    {
        var at = Home(slot, slots);
        while (slots[at] > Dead)
        {
            at = After(at, slots);
        }

        var fresh = slots[at] == 0;
        Volatile.Write(ref slots[at], slot);
        return fresh;
    }

    // The number is in the lower half; the upper one holds bits of the hash that the shard was not chosen by.
    private static ulong Slot(ulong hash, int id) => (hash << ShardBits & 0xFFFFFFFF00000000) | ((uint)id + First);

    private static uint Home(ulong slot, ulong[] slots) => (uint)((slot >> 32) * (uint)slots.Length >> 32);

    private static uint After(uint at, ulong[] slots) => at + 1 == (uint)slots.Length ? 0 : at + 1;

    /// <summary>A walk over the numbers that may have a hash.</summary>
    internal ref struct Probe(ulong[] slots, ulong hash)
    {
        private readonly uint _tag = (uint)(Slot(hash, 0) >> 32);
        private uint _at = Home(Slot(hash, 0), slots);

        /// <summary>The next candidate; false when there is none left.</summary>
        public bool Next(out int id)
        {
            for (var slot = Volatile.Read(ref slots[_at]); slot != 0; slot = Volatile.Read(ref slots[_at]))
            {
                _at = After(_at, slots);
                if ((uint)(slot >> 32) == _tag && slot > Dead)
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
        public volatile ulong[] Slots = new ulong[16];
        public int Used;
        public int Live;
    }
}
