using System.Buffers.Binary;

namespace Catalog.Index.Entities;

/// <summary>
/// A stretch of memory with entities one behind the other, each after its sequence and length. Written to under the lock of its shard; what
/// was written does not change while anybody holds the block.
/// </summary>
internal sealed class CacheBlock(int size)
{
    /// <summary>Bytes before each entity.</summary>
    public const int HeaderLength = 12;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(size);
    private int _readers;

    /// <summary>Bytes held.</summary>
    public int Size => _bytes.Length;

    /// <summary>Bytes written.</summary>
    public int Used { get; private set; }

    /// <summary>How long the next entity may be.</summary>
    public int Room => _bytes.Length - Used - HeaderLength;

    /// <summary>Whether somebody holds it.</summary>
    public bool IsRead => Volatile.Read(ref _readers) > 0;

    /// <summary>An entity's bytes.</summary>
    public ReadOnlySpan<byte> Text(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Adds an entity that there is room for; gives where its bytes start. They may come from further behind in the block itself.</summary>
    public int Add(long sequence, ReadOnlySpan<byte> utf8)
    {
        var start = Used + HeaderLength;
        utf8.CopyTo(_bytes.AsSpan(start));
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(Used), sequence);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Used + 8), utf8.Length);
        Used = start + utf8.Length;
        return start;
    }

    /// <summary>The entity whose header is at a place; the next one's follows its bytes.</summary>
    public (long Sequence, int Start, int Length) At(int place) => (
        BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(place)),
        place + HeaderLength,
        BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(place + 8)));

    /// <summary>Gives all of it up.</summary>
    public void Clear() => Used = 0;

    /// <summary>Keeps it from being written over; only under the lock of its shard.</summary>
    public void Hold() => Interlocked.Increment(ref _readers);

    /// <summary>The end of that.</summary>
    public void Release() => Interlocked.Decrement(ref _readers);
}
