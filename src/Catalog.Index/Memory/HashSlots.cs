namespace Catalog.Index.Memory;

/// <summary>
/// A hash table of small numbers whose keys are kept elsewhere. One thread writes; others may probe meanwhile and see either the state
/// before or after a write. Cut into shards, so that growing never takes long.
/// </summary>
internal sealed class HashSlots
{
    private const int ShardBits = 7;
    private const int IdBits = 27;
    private const uint IdMask = (1u << IdBits) - 1;
    private const uint Dead = 1;
    private const int First = 2;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 1 << ShardBits).Select(_ => new Shard())];
    private readonly Func<int, ulong> _hashOf;

    /// <summary>An empty table.</summary>
    /// <param name="hashOf">The hash of the key that belongs to a number.</param>
    public HashSlots(Func<int, ulong> hashOf) => _hashOf = hashOf;

    /// <summary>The largest number that fits.</summary>
    public const int MaxId = (int)IdMask - First;

    /// <summary>Bytes held.</summary>
    public long Bytes => _shards.Sum(shard => 4L * shard.Slots.Length);

    /// <summary>Starts looking for a hash.</summary>
    public Probe Find(ulong hash) => new(_shards[hash >> (64 - ShardBits)].Slots, hash);

    /// <summary>Adds a number under the hash of its key; the number's key must be readable already.</summary>
    public void Add(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        if ((shard.Used + 1) * 5L > shard.Slots.Length * 4L)
        {
            Grow(shard);
        }

        shard.Used += Place(shard.Slots, hash, id) ? 1 : 0;
        shard.Live++;
    }

    /// <summary>Removes a number.</summary>
    public void Remove(ulong hash, int id)
    {
        var shard = _shards[hash >> (64 - ShardBits)];
        for (var at = Home(hash, shard.Slots); shard.Slots[at] != 0; at = After(at, shard.Slots))
        {
            if ((shard.Slots[at] & IdMask) == (uint)id + First)
            {
                Volatile.Write(ref shard.Slots[at], Dead);
                shard.Live--;
                return;
            }
        }
    }

    private void Grow(Shard shard)
    {
        var slots = new uint[Math.Max(16, (int)(shard.Live * 1.7) + 4)];
        foreach (var slot in shard.Slots)
        {
            if (slot > Dead)
            {
                var id = (int)(slot & IdMask) - First;
                Place(slots, _hashOf(id), id);
            }
        }

        shard.Used = shard.Live;
        shard.Slots = slots;
    }

    // True when a slot that was never used was taken.
    private static bool Place(uint[] slots, ulong hash, int id)
    {
        var at = Home(hash, slots);
        while (slots[at] > Dead)
        {
            at = After(at, slots);
        }

        var fresh = slots[at] == 0;
        Volatile.Write(ref slots[at], Tag(hash) | ((uint)id + First));
        return fresh;
    }

    // The shard takes the upper bits, the place those below, the tag some of the lowest: none says anything about another.
    private static uint Home(ulong hash, uint[] slots) => (uint)(((hash >> 16) & uint.MaxValue) * (uint)slots.Length >> 32);

    private static uint After(uint at, uint[] slots) => at + 1 == (uint)slots.Length ? 0 : at + 1;

    private static uint Tag(ulong hash) => (uint)hash << IdBits;

    /// <summary>A walk over the numbers that may have a hash.</summary>
    internal ref struct Probe(uint[] slots, ulong hash)
    {
        private readonly uint _tag = Tag(hash);
        private uint _at = Home(hash, slots);

        /// <summary>The next candidate; false when there is none left.</summary>
        public bool Next(out int id)
        {
            for (var slot = Volatile.Read(ref slots[_at]); slot != 0; slot = Volatile.Read(ref slots[_at]))
            {
                _at = After(_at, slots);
                if (slot > Dead && (slot & ~IdMask) == _tag)
                {
                    id = (int)(slot & IdMask) - First;
                    return true;
                }
            }

            id = -1;
            return false;
        }
    }

    private sealed class Shard
    {
        public volatile uint[] Slots = new uint[16];
        public int Used;
        public int Live;
    }
}
