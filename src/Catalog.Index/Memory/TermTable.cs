using Catalog.Index.Checkpoints;

namespace Catalog.Index.Memory;

/// <summary>
/// Every distinct pair of key and value once, named by a number. A key is the number of its text, or one of <see cref="InternalKey"/>; a
/// value is the number of its text. Several threads may add and look up; while one removes, nobody may add.
/// </summary>
internal sealed class TermTable(TextPool texts)
{
    /// <summary>The key of a term that was removed.</summary>
    public const int NoKey = int.MinValue;

    private const int None = -1;
    private const int Ahead = 16;

    private readonly GrowArray<long> _pairs = new();
    private readonly HashSlots _slots = new();
    private volatile int _ids;

    // The first free number; each has the next one for its value.
    private int _free = None;

    /// <summary>Held while a pair is added (see <see cref="TextPool.Adding"/>).</summary>
    public Lock Adding { get; } = new();

    /// <summary>All numbers given are below this.</summary>
    public int Limit => _ids;

    /// <summary>Bytes held.</summary>
    public long Bytes => _pairs.Bytes + _slots.Bytes;

    /// <summary>The key of a term.</summary>
    public int Key(int term) => (int)(_pairs[term] >> 32);

    /// <summary>The value of a term.</summary>
    public int Value(int term) => (int)_pairs[term];

    /// <summary>The number of a pair; -1 when it is not there.</summary>
    public int Find(int key, int value)
    {
        var pair = Pair(key, value);
        var probe = _slots.Find(Hash(pair));
        while (probe.Next(out var id))
        {
            if (_pairs[id] == pair)
            {
                return id;
            }
        }

        return -1;
    }

    /// <summary>Brings what finding pairs reads into the processor's cache, all of it at once (see <see cref="TextPool.Warm"/>).</summary>
    /// <param name="pairs">Keys and values.</param>
    public void Warm(ReadOnlySpan<(int Key, int Value)> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            _slots.Fetch(Hash(Pair(key, value)));
        }

        foreach (var (key, value) in pairs)
        {
            if (_slots.Find(Hash(Pair(key, value))).Next(out var id))
            {
                _pairs.Fetch(id);
            }
            else
            {
                texts.FetchUses(value);
            }
        }
    }

    /// <summary>Asks for what adding a pair writes, but for its text's count of users.</summary>
    public void FetchPlace(int key, int value) => _slots.Fetch(Hash(Pair(key, value)));

    /// <summary>The number of a pair, added when it is not there.</summary>
    public int Intern(int key, int value)
    {
        var id = Find(key, value);
        return id >= 0 ? id : InternNew(key, value);
    }

    /// <summary>The same for a pair that was not there a moment ago.</summary>
    public int InternNew(int key, int value)
    {
        lock (Adding)
        {
            var id = Find(key, value);
            return id >= 0 ? id : Add(key, value);
        }
    }

    /// <summary>The number of a pair that is not there, as the caller knows who alone adds pairs of its key.</summary>
    public int AddNew(int key, int value)
    {
        lock (Adding)
        {
            return Add(key, value);
        }
    }

    /// <summary>Removes a term that no document has and no reader can come across any more; gives the texts that have lost their last user.</summary>
    public void Remove(int term, List<int> unused)
    {
        var (key, value) = (Key(term), Value(term));
        _slots.Remove(Hash(_pairs[term]), term);
        Free(term);
        foreach (var text in (ReadOnlySpan<int>)[InternalKey.TextOf(key), value])
        {
            if (text > TextPool.Null && texts.Release(text))
            {
                unused.Add(text);
            }
        }
    }

    /// <summary>Writes all terms.</summary>
    public void Save(CheckpointWriter output)
    {
        output.Write(_ids);
        _pairs.Save(output, _ids);
    }

    /// <summary>Reads what was written into this table, which is empty. The terms are found only after <see cref="FindRestored"/>.</summary>
    public void Restore(CheckpointReader input)
    {
        var ids = input.Count(sizeof(long));
        _pairs.Restore(input, ids);
        _ids = ids;
    }

    /// <summary>Makes the restored terms such as can be found, but for those that somebody will add again; they are removed.</summary>
    /// <param name="isAddedAgain">Says of a key whether its terms are.</param>
    public void FindRestored(Func<int, bool> isAddedAgain)
    {
        _slots.Reserve(_ids);
        for (var id = _ids - 1; id >= 0; id--)
        {
            if (id >= Ahead)
            {
                _slots.Fetch(Hash(_pairs[id - Ahead]));
            }

            if (Key(id) == NoKey)
            {
                Free(id);
            }
            else if (isAddedAgain(Key(id)))
            {
                Forget(id);
            }
            else
            {
                _slots.Add(Hash(_pairs[id]), id);
            }
        }
    }

    private void Forget(int term)
    {
        foreach (var text in (ReadOnlySpan<int>)[InternalKey.TextOf(Key(term)), Value(term)])
        {
            if (text > TextPool.Null)
            {
                texts.Release(text);
            }
        }

        Free(term);
    }

    private void Free(int term)
    {
        _pairs[term] = Pair(NoKey, _free);
        _free = term;
    }

    private int Add(int key, int value)
    {
        var id = _free == None ? _ids : _free;
        _pairs.EnsureIndex(id);
        _free = _free == None ? None : Value(id);
        var pair = Pair(key, value);
        _pairs[id] = pair;
        _ids = Math.Max(_ids, id + 1);
        _slots.Add(Hash(pair), id);
        foreach (var text in (ReadOnlySpan<int>)[InternalKey.TextOf(key), value])
        {
            if (text > TextPool.Null)
            {
                texts.Reference(text);
            }
        }

        return id;
    }

    private static long Pair(int key, int value) => ((long)key << 32) | (uint)value;

    private static ulong Hash(long pair)
    {
        var x = (ulong)pair * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        return x ^ (x >> 32);
    }
}
