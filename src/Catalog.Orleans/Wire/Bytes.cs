using System.Runtime.InteropServices;

namespace Catalog.Orleans.Wire;

/// <summary>Bytes as the serializer takes them.</summary>
internal static class Bytes
{
    /// <summary>The memory's own array where it is one whole array, else a copy.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment is { Offset: 0, Array: { } array } && array.Length == segment.Count ? array : memory.ToArray();
}
