using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Catalog.Index.Memory;

/// <summary>
/// An array with versions: one thread writes, <see cref="Freeze"/> gives an immutable view, and writing afterwards copies only the pages
/// it touches. Elements never written are <c>default</c>.
/// </summary>
internal sealed class PagedArray<T>
{
    private Folder[] _root = [];
    private int _owner = 1;

    /// <summary>Reads or writes an element of the version at hand; what was never written is default.</summary>
    public T this[int index]
    {
        get => new PagedView<T>(_root)[index];
        set => Page(index)[index & PagedView<T>.Mask] = value;
    }

    /// <summary>The version at hand, immutable from now on.</summary>
    public PagedView<T> Freeze()
    {
        _owner++;
        return new PagedView<T>(_root);
    }

    private T[] Page(int index)
    {
        var (f, p) = (index >> (2 * PagedView<T>.Bits), (index >> PagedView<T>.Bits) & PagedView<T>.Mask);
        if (f >= _root.Length)
        {
            Array.Resize(ref _root, f + 1);
        }

        var folder = _root[f];
        if (folder is null || folder.Owner != _owner)
        {
            // The root is as short as one pointer for 262,144 elements; it is copied with the first write after a freeze.
            _root = (Folder[])_root.Clone();
            _root[f] = folder = folder is null ? new Folder(_owner) : folder.Copy(_owner);
        }

        if (folder.Owners[p] != _owner)
        {
            folder.Pages[p] = folder.Pages[p] is { } page ? (T[])page.Clone() : new T[PagedView<T>.Mask + 1];
            folder.Owners[p] = _owner;
        }

        return folder.Pages[p]!;
    }

    /// <summary>A range of 512 pages.</summary>
    internal sealed class Folder(int owner)
    {
        /// <summary>The pages; null where nothing was written.</summary>
        public T[]?[] Pages { get; private init; } = new T[]?[PagedView<T>.Mask + 1];

        /// <summary>The version that may write to each page.</summary>
        public int[] Owners { get; private init; } = new int[PagedView<T>.Mask + 1];

        /// <summary>The version that may write here.</summary>
        public int Owner => owner;

        /// <summary>A copy that another version may write to; its pages still belong to theirs.</summary>
        public Folder Copy(int newOwner) => new(newOwner) { Pages = (T[]?[])Pages.Clone(), Owners = (int[])Owners.Clone() };
    }
}

/// <summary>One version of a <see cref="PagedArray{T}"/>, immutable.</summary>
internal readonly struct PagedView<T>(PagedArray<T>.Folder[] root)
{
    /// <summary>The number of bits of an index within a page, and of a page within a folder.</summary>
    public const int Bits = 9;

    /// <summary>The largest index within a page.</summary>
    public const int Mask = (1 << Bits) - 1;

    /// <summary>An element; default when it was never written.</summary>
    public T this[int index]
    {
        get
        {
            var f = index >> (2 * Bits);
            return root is not null && f < root.Length && root[f] is { } folder && folder.Pages[(index >> Bits) & Mask] is { } page ? Element(page, index) : default!;
        }
    }

    /// <summary>Asks for an element that is read soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int index)
    {
        var f = index >> (2 * Bits);
        if (root is not null && f < root.Length && root[f] is { } folder && folder.Pages[(index >> Bits) & Mask] is { } page)
        {
            CacheLine.Fetch(in Element(page, index));
        }
    }

    /// <summary>How many pages are held.</summary>
    public int PageCount => root is null ? 0 : root.Sum(folder => folder?.Pages.Count(page => page is not null) ?? 0);

    // All pages are of one length. To compare it would be to wait for it, which stands elsewhere than the element.
    private static ref T Element(T[] page, int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), index & Mask);
}
