using System.Numerics;

namespace Catalog.Index.Sets;

/// <summary>
/// The members of a set that share their upper 16 bits: a sorted array while they are few, a bitmap when they are many. Immutable.
/// </summary>
internal sealed class Container
{
    /// <summary>Above this many members, a bitmap is smaller than an array.</summary>
    public const int MaxArray = 4096;

    private const int Words = 1024;

    private readonly ushort[]? _array;
    private readonly ulong[]? _bits;

    private Container(ushort[] array)
    {
        _array = array;
        Count = array.Length;
    }

    private Container(ulong[] bits, int count)
    {
        _bits = bits;
        Count = count;
    }

    /// <summary>How many members.</summary>
    public int Count { get; }

    /// <summary>Bytes held.</summary>
    public int Bytes => 40 + (_array is null ? (Words * 8) + 24 : 24 + (_array.Length * 2));

    /// <summary>A container of sorted members; null when there are none.</summary>
    public static Container? Of(ReadOnlySpan<ushort> sorted)
    {
        if (sorted.Length <= MaxArray)
        {
            return sorted.IsEmpty ? null : new Container(sorted.ToArray());
        }

        var bits = new ulong[Words];
        foreach (var member in sorted)
        {
            bits[member >> 6] |= 1UL << member;
        }

        return new Container(bits, sorted.Length);
    }

    /// <summary>Takes over a bitmap of 1,024 words; null when it is empty.</summary>
    public static Container? OfBits(ulong[] bits)
    {
        var count = 0;
        foreach (var word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return OfBits(bits, count);
    }

    /// <summary>Whether it has a member.</summary>
    public bool Contains(ushort member) =>
        _bits is not null ? (_bits[member >> 6] & (1UL << member)) != 0 : Array.BinarySearch(_array!, member) >= 0;

    /// <summary>Writes the members, with their upper bits, in ascending order.</summary>
    public int CopyTo(Span<int> output, int upper)
    {
        var at = 0;
        if (_array is not null)
        {
            foreach (var member in _array)
            {
                output[at++] = upper | member;
            }

            return at;
        }

        for (var i = 0; i < Words; i++)
        {
            for (var word = _bits![i]; word != 0; word &= word - 1)
            {
                output[at++] = upper | (i << 6) | BitOperations.TrailingZeroCount(word);
            }
        }

        return at;
    }

    /// <summary>The members that pass a test; null when none does.</summary>
    public Container? Where(Func<int, bool> test)
    {
        if (_array is not null)
        {
            Span<ushort> kept = stackalloc ushort[_array.Length];
            var count = 0;
            foreach (var member in _array)
            {
                if (test(member))
                {
                    kept[count++] = member;
                }
            }

            return Of(kept[..count]);
        }

        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
        {
            for (var word = _bits![i]; word != 0; word &= word - 1)
            {
                var bit = BitOperations.TrailingZeroCount(word);
                bits[i] |= test((i << 6) | bit) ? 1UL << bit : 0;
            }
        }

        return OfBits(bits);
    }

    /// <summary>The members in ascending order when they are few; empty when they are many.</summary>
    public ReadOnlySpan<ushort> Few => _array;

    /// <summary>The bitmap of many; empty when they are few.</summary>
    public ReadOnlySpan<ulong> Many => _bits;

    /// <summary>The members of both; null when there are none.</summary>
    public static Container? And(Container a, Container b)
    {
        if (a._bits is not null && b._bits is not null)
        {
            var bits = new ulong[Words];
            for (var i = 0; i < Words; i++)
            {
                bits[i] = a._bits[i] & b._bits[i];
            }

            return OfBits(bits);
        }

        Span<ushort> kept = stackalloc ushort[Math.Min(a.Count, b.Count)];
        return Of(kept[..Both(a, b, kept)]);
    }

    /// <summary>How many members both have, without making the set.</summary>
    public static int AndCount(Container a, Container b)
    {
        var count = 0;
        if (a._bits is not null && b._bits is not null)
        {
            for (var i = 0; i < Words; i++)
            {
                count += BitOperations.PopCount(a._bits[i] & b._bits[i]);
            }

            return count;
        }

        return Both(a, b, default);
    }

    /// <summary>The members of either.</summary>
    public static Container Or(Container a, Container b)
    {
        if (a._bits is null && b._bits is null)
        {
            Span<ushort> merged = stackalloc ushort[a.Count + b.Count];
            return Of(merged[..Merge(a._array!, b._array!, merged)])!;
        }

        var bits = a.ToBits();
        b.AddTo(bits);
        return OfBits(bits)!;
    }

    /// <summary>The members of the first that the second has not; null when there are none.</summary>
    public static Container? AndNot(Container a, Container b)
    {
        if (a._array is not null)
        {
            Span<ushort> kept = stackalloc ushort[a.Count];
            var count = 0;
            foreach (var member in a._array)
            {
                if (!b.Contains(member))
                {
                    kept[count++] = member;
                }
            }

            return Of(kept[..count]);
        }

        var bits = a.ToBits();
        if (b._bits is not null)
        {
            for (var i = 0; i < Words; i++)
            {
                bits[i] &= ~b._bits[i];
            }
        }
        else
        {
            foreach (var member in b._array!)
            {
                bits[member >> 6] &= ~(1UL << member);
            }
        }

        return OfBits(bits);
    }

    /// <summary>Sets the members' bits in a bitmap of 1,024 words.</summary>
    public void AddTo(Span<ulong> bits)
    {
        if (_array is not null)
        {
            foreach (var member in _array)
            {
                bits[member >> 6] |= 1UL << member;
            }

            return;
        }

        for (var i = 0; i < Words; i++)
        {
            bits[i] |= _bits![i];
        }
    }

    // Counts the members of both, one of which is an array, and writes them where there is room.
    private static int Both(Container a, Container b, Span<ushort> output)
    {
        var (few, other) = a._array is not null && (b._array is null || a.Count <= b.Count) ? (a, b) : (b, a);
        if (other._array is { } many && many.Length < few.Count * 16)
        {
            return Meet(few._array, many, output);
        }

        var count = 0;
        foreach (var member in few._array!)
        {
            if (other.Contains(member))
            {
                if (!output.IsEmpty)
                {
                    output[count] = member;
                }

                count++;
            }
        }

        return count;
    }

    private static int Meet(ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, Span<ushort> output)
    {
        int i = 0, j = 0, count = 0;
        while (i < a.Length && j < b.Length)
        {
            var (x, y) = (a[i], b[j]);
            if (x == y)
            {
                if (!output.IsEmpty)
                {
                    output[count] = x;
                }

                count++;
            }

            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        return count;
    }

    private ulong[] ToBits()
    {
        if (_bits is not null)
        {
            return (ulong[])_bits.Clone();
        }

        var bits = new ulong[Words];
        AddTo(bits);
        return bits;
    }

    private static Container? OfBits(ulong[] bits, int count)
    {
        if (count > MaxArray)
        {
            return new Container(bits, count);
        }

        if (count == 0)
        {
            return null;
        }

        var array = new ushort[count];
        var at = 0;
        for (var i = 0; i < Words; i++)
        {
            for (var word = bits[i]; word != 0; word &= word - 1)
            {
                array[at++] = (ushort)((i << 6) | BitOperations.TrailingZeroCount(word));
            }
        }

        return new Container(array);
    }

    private static int Merge(ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b, Span<ushort> output)
    {
        int i = 0, j = 0, at = 0;
        while (i < a.Length && j < b.Length)
        {
            var (x, y) = (a[i], b[j]);
            output[at++] = x <= y ? x : y;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        a[i..].CopyTo(output[at..]);
        at += a.Length - i;
        b[j..].CopyTo(output[at..]);
        return at + b.Length - j;
    }
}
