using System.Runtime.InteropServices;
using System.Text;

namespace Catalog.Grains.Folds;

/// <summary>Where a text stands; the length is in bytes, that of one which is not all ASCII negative.</summary>
internal readonly record struct RosterText(int Place, int Length);

/// <summary>Texts in blocks of bytes, one byte for a character: nearly all refs are ASCII. Others stand as they are.</summary>
internal sealed class RosterTexts
{
    private const int Bits = 13;
    private const int Mask = (1 << Bits) - 1;

    private readonly List<byte[]> _blocks = [];
    private int _end = 1 << Bits;

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_blocks.Count << Bits;

    /// <summary>Adds a text.</summary>
    public RosterText Add(ReadOnlySpan<char> text)
    {
        var isAscii = Ascii.IsValid(text);
        var length = isAscii ? text.Length : text.Length * sizeof(char);
        if (_end + length > 1 << Bits)
        {
            // One longer than a block has a block of its own, which then counts as full.
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(length, 1 << Bits)));
            _end = 0;
        }

        var at = _end;
        var target = _blocks[^1].AsSpan(at, length);
        _end += length;
        if (isAscii) Ascii.FromUtf16(text, target, out _);
        else MemoryMarshal.AsBytes(text).CopyTo(target);
        return new RosterText(((_blocks.Count - 1) << Bits) | at, isAscii ? length : -length);
    }

    /// <summary>Whether a text is this one.</summary>
    public bool Is(RosterText text, ReadOnlySpan<char> other) =>
        text.Length < 0 ? MemoryMarshal.AsBytes(other).SequenceEqual(Raw(text)) : Ascii.Equals(Raw(text), other);

    /// <summary>A text.</summary>
    public string Get(RosterText text) =>
        text.Length < 0 ? new string(MemoryMarshal.Cast<byte, char>(Raw(text))) : Encoding.ASCII.GetString(Raw(text));

    private ReadOnlySpan<byte> Raw(RosterText text) => _blocks[text.Place >> Bits].AsSpan(text.Place & Mask, Math.Abs(text.Length));
}
