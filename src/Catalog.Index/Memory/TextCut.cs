using System.Runtime.InteropServices;

namespace Catalog.Index.Memory;

/// <summary>How a text differs from another one: it has that one's beginning and end, and something else between them.</summary>
/// <param name="header">What <see cref="Write"/> has written.</param>
internal readonly ref struct TextCut(ReadOnlySpan<byte> header)
{
    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public const int HeaderLength = 8;

    /// <summary>The number of the other text.</summary>
    public int Base { get; } = MemoryMarshal.Read<int>(header);

    /// <summary>How much of its beginning.</summary>
    public int Prefix { get; } = MemoryMarshal.Read<ushort>(header[4..]);

    /// <summary>How much of its end.</summary>
    public int Suffix { get; } = MemoryMarshal.Read<ushort>(header[6..]);

    /// <summary>Writes one.</summary>
    public static void Write(Span<byte> target, int id, int prefix, int suffix)
    {
        MemoryMarshal.Write(target, id);
        MemoryMarshal.Write(target[4..], (ushort)prefix);
        MemoryMarshal.Write(target[6..], (ushort)suffix);
    }
}
