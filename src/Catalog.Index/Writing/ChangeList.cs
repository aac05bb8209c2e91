namespace Catalog.Index.Writing;

/// <summary>
/// Changes of postings in the order noted, to be sorted by term, then document. The term is in the upper half of a change, the document and
/// the direction in the lower.
/// </summary>
internal sealed class ChangeList
{
    private const int DigitBits = 11;
    private const int Digits = 3;
    private const int Few = 1 << 12;
    private const int Kept = 1 << 17;

    private readonly int[] _starts = new int[1 << DigitBits];
    private ulong[] _changes = new ulong[Few];
    private ulong[] _spare = [];
    private int _count;

    /// <summary>The term of a change.</summary>
    public static int Term(ulong change) => (int)(change >> 32);

    /// <summary>The document of a change.</summary>
    public static int Document(ulong change) => (int)(change >> 1) & int.MaxValue;

    /// <summary>Notes a change.</summary>
    public void Add(int term, int doc, bool isAdded)
    {
        if (_count == _changes.Length)
        {
            Array.Resize(ref _changes, _count * 2);
        }

        _changes[_count++] = ((ulong)(uint)term << 32) | ((ulong)(uint)doc << 1) | (isAdded ? 1u : 0u);
    }

    /// <summary>Makes it empty; what a load has needed, and no group of commits, is given back with the first small batch.</summary>
    public void Clear()
    {
        if (_count < Few && _changes.Length > Kept)
        {
            (_changes, _spare) = (new ulong[Few], []);
        }

        _count = 0;
    }

    /// <summary>The changes by term, and those of each term by document; valid until the next call.</summary>
    public Span<ulong> Sorted()
    {
        if (_count <= Few)
        {
            var few = _changes.AsSpan(0, _count);
            few.Sort();
            return few;
        }

        if (_spare.Length < _count)
        {
            _spare = new ulong[_changes.Length];
        }

        for (var digit = 0; digit < Digits; digit++)
        {
            ByDigit(_changes.AsSpan(0, _count), _spare, 32 + (digit * DigitBits));
            (_changes, _spare) = (_spare, _changes);
        }

        var all = _changes.AsSpan(0, _count);
        SortGroups(all);
        return all;
    }

    // Leaves what has the same digit in the order it was in.
    private void ByDigit(ReadOnlySpan<ulong> from, ulong[] to, int shift)
    {
        var starts = _starts;
        Array.Clear(starts);
        foreach (var change in from)
        {
            starts[(int)(change >> shift) & (starts.Length - 1)]++;
        }

        var start = 0;
        foreach (ref var place in starts.AsSpan())
        {
            (place, start) = (start, start + place);
        }

        foreach (var change in from)
        {
            to[starts[(int)(change >> shift) & (starts.Length - 1)]++] = change;
        }
    }

    // The documents of a term mostly stand in order already, since new ones are numbered as they come.
    private static void SortGroups(Span<ulong> changes)
    {
        for (int start = 0, end; start < changes.Length; start = end)
        {
            var inOrder = true;
            for (end = start + 1; end < changes.Length && changes[end] >> 32 == changes[start] >> 32; end++)
            {
                inOrder &= changes[end - 1] <= changes[end];
            }

            if (!inOrder)
            {
                changes[start..end].Sort();
            }
        }
    }
}
