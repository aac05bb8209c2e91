using Catalog.Model;

namespace Catalog.Grains.Folds;

/// <summary>
/// Entries by canonical text, in a few arrays instead of objects: at a million entities these would take twice the room, and the collector would
/// have to walk them. An entry has the same number as long as it is there. Not thread-safe.
/// </summary>
internal sealed class RosterTable
{
    private const int PageBits = 9;
    private const int PageMask = (1 << PageBits) - 1;
    private const int SpareBytes = 1 << 16;

    // The shard was chosen by the lowest bits of the hash.
    private const int UsedBits = 6;

    private readonly List<RosterEntry[]> _pages = [];
    private readonly Stack<int> _free = new();
    private RosterTexts _texts = new();
    private long _textBytes;
    private int _limit;

    // The number of an entry plus one; the search for a hash begins where the hash says and ends at a zero.
    private int[] _slots = new int[16];

    /// <summary>How many entries.</summary>
    public int Count => _limit - _free.Count;

    /// <summary>Bytes held for texts.</summary>
    public long TextBytes => _texts.Bytes;

    /// <summary>The numbers of all entries.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, _limit).Where(IsThere);

    /// <summary>An entry by its number.</summary>
    public ref RosterEntry this[int number] => ref _pages[number >> PageBits][number & PageMask];

    /// <summary>The entity of an entry; made anew each time.</summary>
    public EntityRef RefOf(int number) => EntityRef.Parse(_texts.Get(this[number].Text));

    /// <summary>The number of the entry with a text; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        var hash = string.GetHashCode(text);
        for (var at = Home(hash); _slots[at] > 0; at = Next(at))
        {
            var number = _slots[at] - 1;
            ref var entry = ref this[number];
            if (entry.Hash == hash && _texts.Is(entry.Text, text)) return number;
        }

        return -1;
    }

    /// <summary>Adds an entry for a text that has none.</summary>
    /// <returns>Its number.</returns>
    public int Add(ReadOnlySpan<char> text)
    {
        if ((Count + 1) * 4 > _slots.Length * 3) Rehash(_slots.Length * 2);
        if (!_free.TryPop(out var number)) number = _limit++;
        if (number >> PageBits == _pages.Count) _pages.Add(new RosterEntry[1 << PageBits]);
        this[number] = new RosterEntry { Hash = string.GetHashCode(text), Text = _texts.Add(text), Sources = [] };
        _textBytes += Math.Abs(this[number].Text.Length);
        Insert(number);
        return number;
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(int number)
    {
        var at = Home(this[number].Hash);
        while (_slots[at] != number + 1) at = Next(at);
        Close(at);
        _textBytes -= Math.Abs(this[number].Text.Length);
        this[number] = default;
        _free.Push(number);
        if (_texts.Bytes > (2 * _textBytes) + SpareBytes) CompactTexts();
    }

    // Those behind an empty slot move up into it, unless their search begins behind it.
    private void Close(int empty)
    {
        for (var at = Next(empty); _slots[at] > 0; at = Next(at))
        {
            var home = Home(this[_slots[at] - 1].Hash);
            if (((at - home) & (_slots.Length - 1)) < ((at - empty) & (_slots.Length - 1))) continue;
            _slots[empty] = _slots[at];
            empty = at;
        }

        _slots[empty] = 0;
    }

    private void CompactTexts()
    {
        var texts = new RosterTexts();
        foreach (var number in All) this[number].Text = texts.Add(_texts.Get(this[number].Text));
        _texts = texts;
    }

    private void Rehash(int size)
    {
        _slots = new int[size];
        foreach (var number in All) Insert(number);
    }

    private void Insert(int number)
    {
        var at = Home(this[number].Hash);
        while (_slots[at] > 0) at = Next(at);
        _slots[at] = number + 1;
    }

    private bool IsThere(int number) => this[number].Text.Length != 0;

    private int Home(int hash) => (int)((uint)hash >> UsedBits) & (_slots.Length - 1);

    private int Next(int at) => (at + 1) & (_slots.Length - 1);
}
