namespace Catalog.Index.Ordered;

/// <summary>
/// An immutable sorted list in chunks of some two hundred items: a change copies the chunks it touches and the list of chunks, no more.
/// Gives the item at a rank and the rank of an item.
/// </summary>
internal sealed class SortedChunks<T>
{
    private const int NewChunk = 160;

    private readonly Chunk<T>[] _chunks;
    private readonly int[] _starts;

    private SortedChunks(Chunk<T>[] chunks)
    {
        _chunks = chunks;
        _starts = new int[chunks.Length + 1];
        for (var i = 0; i < chunks.Length; i++)
        {
            _starts[i + 1] = _starts[i] + chunks[i].Items.Length;
        }
    }

    /// <summary>The list without items.</summary>
    public static SortedChunks<T> Empty { get; } = new([]);

    /// <summary>How many items.</summary>
    public int Count => _starts[^1];

    /// <summary>The chunks, in order.</summary>
    public ReadOnlySpan<Chunk<T>> Chunks => _chunks;

    /// <summary>The item at a rank.</summary>
    public T this[int rank]
    {
        get
        {
            var c = ChunkOf(rank);
            return _chunks[c].Items[rank - _starts[c]];
        }
    }

    /// <summary>Bytes held, beside what chunks have derived.</summary>
    public long Bytes => (_chunks.Length * 60L) + ((long)Count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    /// <summary>The rank of the first item of a chunk.</summary>
    public int StartOf(int chunk) => _starts[chunk];

    /// <summary>A list of items that are sorted already.</summary>
    public static SortedChunks<T> Of(ReadOnlySpan<T> sorted)
    {
        var chunks = new List<Chunk<T>>();
        Split(sorted, chunks);
        return new SortedChunks<T>([.. chunks]);
    }

    /// <summary>The items from a rank on, or, backwards, from a rank on down.</summary>
    public IEnumerable<T> From(int rank, bool backwards)
    {
        if (rank < 0 || rank >= Count)
        {
            yield break;
        }

        var c = ChunkOf(rank);
        var i = rank - _starts[c];
        while (true)
        {
            yield return _chunks[c].Items[i];
            i += backwards ? -1 : 1;
            if (i < 0)
            {
                if (--c < 0)
                {
                    yield break;
                }

                i = _chunks[c].Items.Length - 1;
            }
            else if (i == _chunks[c].Items.Length)
            {
                if (++c == _chunks.Length)
                {
                    yield break;
                }

                i = 0;
            }
        }
    }

    /// <summary>How many items come before the place that a comparison looks for.</summary>
    /// <param name="place">Compares an item with the place: negative when the item comes before it.</param>
    public int RankOf(Func<T, int> place)
    {
        var (low, high) = (0, _chunks.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = place(_chunks[middle].Items[^1]) < 0 ? (middle + 1, high) : (low, middle);
        }

        if (low == _chunks.Length)
        {
            return Count;
        }

        var chunk = low;
        var items = _chunks[chunk].Items;
        (low, high) = (0, items.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = place(items[middle]) < 0 ? (middle + 1, high) : (low, middle);
        }

        return _starts[chunk] + low;
    }

    /// <summary>The list with items added that are not in it, and others removed that are; both sorted, without repeats.</summary>
    public SortedChunks<T> Apply(ReadOnlySpan<T> added, ReadOnlySpan<T> removed, IComparer<T> order)
    {
        if (added.IsEmpty && removed.IsEmpty)
        {
            return this;
        }

        if (_chunks.Length == 0)
        {
            return Of(added);
        }

        var result = new List<Chunk<T>>(_chunks.Length + 4);
        var merged = new List<T>(Chunk<T>.MaxItems * 2);
        var done = 0;
        while (!added.IsEmpty || !removed.IsEmpty)
        {
            var next = removed.IsEmpty || (!added.IsEmpty && order.Compare(added[0], removed[0]) < 0) ? added[0] : removed[0];
            var at = ChunkFor(next, done, order);
            result.AddRange(_chunks.AsSpan(done, at - done));
            var plus = Upto(ref added, at, order);
            var minus = Upto(ref removed, at, order);
            Merge(_chunks[at].Items, plus, minus, merged, order);
            Split(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(merged), result);
            done = at + 1;
        }

        result.AddRange(_chunks.AsSpan(done));
        return Packed(result);
    }

    private static SortedChunks<T> Packed(List<Chunk<T>> chunks)
    {
        var list = new SortedChunks<T>([.. chunks]);
        return chunks.Count <= 16 || list.Count / chunks.Count >= Chunk<T>.MaxItems / 8 ? list : Of([.. chunks.SelectMany(chunk => chunk.Items)]);
    }

    private int ChunkOf(int rank)
    {
        var c = Array.BinarySearch(_starts, 0, _chunks.Length, rank);
        return c >= 0 ? c : ~c - 1;
    }

    // The last chunk, from a given one on, that starts no later than the item.
    private int ChunkFor(T item, int from, IComparer<T> order)
    {
        var (low, high) = (from, _chunks.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = order.Compare(_chunks[middle].Items[0], item) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private ReadOnlySpan<T> Upto(ref ReadOnlySpan<T> items, int chunk, IComparer<T> order)
    {
        var count = items.Length;
        if (chunk + 1 < _chunks.Length)
        {
            var limit = _chunks[chunk + 1].Items[0];
            count = 0;
            while (count < items.Length && order.Compare(items[count], limit) < 0)
            {
                count++;
            }
        }

        var part = items[..count];
        items = items[count..];
        return part;
    }

    private static void Merge(ReadOnlySpan<T> items, ReadOnlySpan<T> plus, ReadOnlySpan<T> minus, List<T> output, IComparer<T> order)
    {
        output.Clear();
        foreach (var item in items)
        {
            while (!plus.IsEmpty && order.Compare(plus[0], item) < 0)
            {
                output.Add(plus[0]);
                plus = plus[1..];
            }

            if (!minus.IsEmpty && order.Compare(minus[0], item) == 0)
            {
                minus = minus[1..];
            }
            else
            {
                output.Add(item);
            }
        }

        output.AddRange(plus);
    }

    private static void Split(ReadOnlySpan<T> items, List<Chunk<T>> output)
    {
        while (items.Length > Chunk<T>.MaxItems)
        {
            output.Add(new Chunk<T>(items[..NewChunk].ToArray()));
            items = items[NewChunk..];
        }

        if (!items.IsEmpty)
        {
            output.Add(new Chunk<T>(items.ToArray()));
        }
    }
}

/// <summary>Some two hundred items of a sorted list, immutable but for what is derived from them when first needed.</summary>
internal sealed class Chunk<T>(T[] items)
{
    /// <summary>A chunk has no more items.</summary>
    public const int MaxItems = 256;

    /// <summary>The items, sorted.</summary>
    public T[] Items => items;

    /// <summary>Something made of the items alone; null until somebody makes it.</summary>
    public volatile object? Derived;
}
