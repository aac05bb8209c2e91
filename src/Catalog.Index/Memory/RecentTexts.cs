using System.Numerics;
using System.Runtime.InteropServices;

namespace Catalog.Index.Memory;

/// <summary>A few texts met shortly before, with their bytes, for others to be stored as the difference to one of them.</summary>
/// <param name="maxLength">The length of the longest text that is added.</param>
internal sealed class RecentTexts(int maxLength)
{
    private const int Size = 12;

    private readonly (int Id, int Length)[] _texts = new (int, int)[Size];
    private readonly byte[] _bytes = new byte[Size * maxLength];
    private int _turn;

    /// <summary>Takes a text in for the oldest one.</summary>
    public void Add(int id, ReadOnlySpan<byte> text)
    {
        var i = _turn++ % Size;
        _texts[i] = (id, text.Length);
        text.CopyTo(_bytes.AsSpan(i * maxLength));
    }

    /// <summary>Never gives a text again.</summary>
    public void Forget(int id)
    {
        foreach (ref var text in _texts.AsSpan())
        {
            text = text.Id == id ? default : text;
        }
    }

    /// <summary>The text that shares most of its beginning and end with another.</summary>
    /// <param name="text">The other.</param>
    /// <param name="atLeast">How many bytes the two have to share.</param>
    /// <param name="prefix">How many they share at the beginning.</param>
    /// <param name="suffix">How many they share at the end, beside those.</param>
    /// <returns>The number of the text; 0 when none shares enough.</returns>
    public int Closest(ReadOnlySpan<byte> text, int atLeast, out int prefix, out int suffix)
    {
        var best = 0;
        var saved = atLeast - 1;
        (prefix, suffix) = (0, 0);
        for (var i = 0; i < Size; i++)
        {
            var (id, length) = _texts[i];
            var other = _bytes.AsSpan(i * maxLength, length);
            var start = text.CommonPrefixLength(other);
            var end = Math.Min(CommonSuffix(text, other), Math.Min(text.Length, length) - start);
            if (start + end > saved)
            {
                (best, prefix, suffix, saved) = (id, start, end, start + end);
            }
        }

        return best;
    }

    private static int CommonSuffix(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var n = 0;
        var limit = Math.Min(a.Length, b.Length);
        while (n + 8 <= limit)
        {
            var difference = MemoryMarshal.Read<ulong>(a[^(n + 8)..]) ^ MemoryMarshal.Read<ulong>(b[^(n + 8)..]);
            if (difference != 0)
            {
                return n + (BitOperations.LeadingZeroCount(difference) / 8);
            }

            n += 8;
        }

        while (n < limit && a[^(n + 1)] == b[^(n + 1)])
        {
            n++;
        }

        return n;
    }
}
