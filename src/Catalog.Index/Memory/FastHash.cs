using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Catalog.Index.Memory;

/// <summary>A fast hash of bytes: 64 bits for tables, two of them for content tags. The same bytes and seed always give the same value.</summary>
internal static class FastHash
{
    private const ulong A = 0xA0761D6478BD642F;
    private const ulong B = 0xE7037ED1A0B428DB;
    private const ulong C = 0x8EBC6AF09C88C6E3;

    /// <summary>Hashes bytes; the seed of another hash chains them.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var length = (ulong)bytes.Length;
        seed ^= A;
        while (bytes.Length > 16)
        {
            seed = Mix(Word(bytes) ^ B, Word(bytes[8..]) ^ seed);
            bytes = bytes[16..];
        }

        Rest(bytes, out var low, out var high);
        return Mix(C ^ length, Mix(low ^ B, high ^ seed));
    }

    /// <summary>Two hashes of the same bytes, each as <see cref="Of"/> gives it, in little more time than one: neither waits for the other.</summary>
    public static (ulong First, ulong Second) Both(ReadOnlySpan<byte> bytes, ulong first, ulong second)
    {
        var length = (ulong)bytes.Length;
        first ^= A;
        second ^= A;
        while (bytes.Length > 16)
        {
            var (left, right) = (Word(bytes) ^ B, Word(bytes[8..]));
            first = Mix(left, right ^ first);
            second = Mix(left, right ^ second);
            bytes = bytes[16..];
        }

        Rest(bytes, out var low, out var high);
        return (Mix(C ^ length, Mix(low ^ B, high ^ first)), Mix(C ^ length, Mix(low ^ B, high ^ second)));
    }

    // At most sixteen bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest(ReadOnlySpan<byte> bytes, out ulong low, out ulong high)
    {
        high = 0;
        if (bytes.Length >= 8)
        {
            low = Word(bytes);
            high = Word(bytes[^8..]);
        }
        else if (bytes.Length >= 4)
        {
            low = MemoryMarshal.Read<uint>(bytes);
            high = MemoryMarshal.Read<uint>(bytes[^4..]);
        }
        else
        {
            low = bytes.IsEmpty ? 0 : bytes[0] | ((ulong)bytes[bytes.Length / 2] << 8) | ((ulong)bytes[^1] << 16);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ulong>(bytes);

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
