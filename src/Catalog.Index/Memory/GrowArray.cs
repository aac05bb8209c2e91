using Catalog.Index.Checkpoints;

namespace Catalog.Index.Memory;

/// <summary>
/// An array that grows without copying its elements. One thread writes; others may read what was written before they learned of the index.
/// </summary>
internal sealed class GrowArray<T>
    where T : unmanaged
{
    private const int Bits = 14;
    private const int Size = 1 << Bits;

    private volatile T[][] _pages = [];

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_pages.Length * ((Size * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()) + 32);

    /// <summary>An element; it must be within what was grown.</summary>
    public ref T this[int index] => ref _pages[index >> Bits][index & (Size - 1)];

    /// <summary>Asks for an element that is read soon.</summary>
    public void Fetch(int index) => CacheLine.Fetch(ref this[index]);

    /// <summary>Writes the first elements.</summary>
    public void Save(CheckpointWriter output, int count)
    {
        for (var start = 0; start < count; start += Size)
        {
            output.Write<T>(_pages[start >> Bits].AsSpan(0, Math.Min(Size, count - start)));
        }
    }

    /// <summary>Reads as many elements as were written.</summary>
    public void Restore(CheckpointReader input, int count)
    {
        EnsureIndex(count);
        for (var start = 0; start < count; start += Size)
        {
            input.Fill(_pages[start >> Bits].AsSpan(0, Math.Min(Size, count - start)));
        }
    }

    /// <summary>Makes room for an index.</summary>
    public void EnsureIndex(int index)
    {
        if (index >> Bits < _pages.Length)
        {
            return;
        }

        var pages = new T[(index >> Bits) + 1][];
        _pages.CopyTo(pages, 0);
        for (var i = _pages.Length; i < pages.Length; i++)
        {
            pages[i] = new T[Size];
        }

        _pages = pages;
    }
}
