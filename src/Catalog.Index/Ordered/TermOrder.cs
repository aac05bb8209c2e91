using System.Buffers.Binary;
using Catalog.Index.Memory;

namespace Catalog.Index.Ordered;

/// <summary>Orders the terms of one key by the bytes of their values.</summary>
internal sealed class TermOrder(TermTable terms, TextPool texts) : IComparer<int>
{
    /// <inheritdoc/>
    public int Compare(int x, int y)
    {
        if (x == y)
        {
            return 0;
        }

        Span<byte> scratch = stackalloc byte[2 * TextPool.ScratchLength];
        var a = texts.Get(terms.Value(x), scratch[..TextPool.ScratchLength]);
        var b = texts.Get(terms.Value(y), scratch[TextPool.ScratchLength..]);
        return a.SequenceCompareTo(b);
    }

    /// <summary>Sorts terms; most of the comparing is done on the first eight bytes of the values, held beside them.</summary>
    public int[] Sort(List<int> unsorted)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        var keys = new ulong[unsorted.Count];
        var items = unsorted.ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            keys[i] = Prefix(texts.Get(terms.Value(items[i]), scratch));
        }

        Array.Sort(keys, items);
        for (int start = 0, end; start < items.Length; start = end)
        {
            for (end = start + 1; end < items.Length && keys[end] == keys[start]; end++)
            {
            }

            if (end - start > 1)
            {
                items.AsSpan(start, end - start).Sort(this);
            }
        }

        return items;
    }

    /// <summary>The first eight bytes of a value as a number that orders as they do.</summary>
    public static ulong Prefix(ReadOnlySpan<byte> value)
    {
        if (value.Length >= 8)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(value);
        }

        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        value.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }
}
