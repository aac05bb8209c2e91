using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Catalog.Index.Memory;

namespace Catalog.Index.Checkpoints;

/// <summary>Reads what <see cref="CheckpointWriter"/> has written, by the same calls in the same order.</summary>
/// <remarks>Throws <see cref="InvalidDataException"/> and <see cref="EndOfStreamException"/> for what was not written so; damage within values shows only at the end.</remarks>
internal sealed class CheckpointReader(Stream input)
{
    private ulong _hash;

    /// <summary>Reads one value.</summary>
    public T Read<T>()
        where T : unmanaged
    {
        T value = default;
        Fill(new Span<T>(ref value));
        return value;
    }

    /// <summary>Reads values of which there are so many.</summary>
    public void Fill<T>(Span<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        input.ReadExactly(bytes);
        _hash = FastHash.Of(bytes, _hash);
    }

    /// <summary>Reads as many values as there are.</summary>
    public T[] ReadAll<T>()
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(Count(Unsafe.SizeOf<T>()));
        Fill(values.AsSpan());
        return values;
    }

    /// <summary>Reads a number of things that take so many bytes each, and so cannot be more than what is left allows.</summary>
    public int Count(int bytesOfEach)
    {
        var count = Read<int>();
        return count >= 0 && count <= (input.Length - input.Position) / bytesOfEach ? count : throw new InvalidDataException("A number is not possible.");
    }

    /// <summary>Sees to it that everything was as it was written.</summary>
    public void Complete()
    {
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        input.ReadExactly(hash);
        if (BitConverter.ToUInt64(hash) != _hash)
        {
            throw new InvalidDataException("It is damaged.");
        }
    }
}
