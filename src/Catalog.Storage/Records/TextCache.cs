using System.Runtime.InteropServices;
using System.Text;

namespace Catalog.Storage.Records;

/// <summary>
/// Gives one string for texts that come again and again in records (relation types, owners, sources), so that reading
/// 740,000 records does not make ten million short strings.
/// </summary>
/// <remarks>Bounded: a slot keeps the last text that fell on it. Threads may race for a slot; whoever loses made a string of its own.</remarks>
internal sealed class TextCache
{
    private const int MaxLength = 128;
    private readonly string?[] _slots = new string?[16 * 1024];

    public static TextCache Shared { get; } = new();

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxLength) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[Hash(utf8) & (uint)(_slots.Length - 1)];
        var known = slot;
        if (known is not null && Ascii.Equals(utf8, known)) return known;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = (ulong)utf8.Length;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(utf8))
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        foreach (var rest in utf8[(utf8.Length & ~7)..])
        {
            hash = (hash ^ rest) * 0x9E3779B97F4A7C15;
        }

        return (uint)(hash >> 40) ^ (uint)hash;
    }
}
