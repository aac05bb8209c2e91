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
