namespace Catalog.Index.Sets;

/// <summary>
/// An immutable set of numbers from 0 on: a sorted array while it is small, else compressed containers of 65,536 numbers each, so that a
/// change copies no more than 8 KB however large the set is.
/// </summary>
internal sealed class IdSet
{
    /// <summary>Above this many members a set is held in containers.</summary>
    public const int MaxSmall = 512;

    private readonly int[]? _small;
    private readonly Container?[] _containers = [];

    private IdSet(int[] sorted)
    {
        _small = sorted;
        Count = sorted.Length;
    }

    private IdSet(Container?[] containers, int count)
    {
        _containers = containers;
        Count = count;
    }

    /// <summary>The set without members.</summary>
    public static IdSet Empty { get; } = new([]);

    /// <summary>How many members.</summary>
    public int Count { get; }

    /// <summary>What holds the set with the least overhead: the array of a small one, the set itself of another.</summary>
    public object Raw => (object?)_small ?? this;

    /// <summary>Bytes held.</summary>
    public long Bytes => 48 + (_small is not null ? 24 + (4L * _small.Length) : 24 + (8L * _containers.Length) + _containers.Sum(c => (long)(c?.Bytes ?? 0)));

    /// <summary>The set that <see cref="Raw"/> gave.</summary>
    public static IdSet OfRaw(object raw) => raw as IdSet ?? new IdSet((int[])raw);

    /// <summary>A set of ascending numbers without repeats.</summary>
    public static IdSet Of(ReadOnlySpan<int> sorted)
    {
        if (sorted.Length <= MaxSmall)
        {
            return sorted.IsEmpty ? Empty : new IdSet(sorted.ToArray());
        }

        var containers = new Container?[(sorted[^1] >> 16) + 1];
        var buffer = new ushort[Math.Min(sorted.Length, 65536)];
        for (var start = 0; start < sorted.Length;)
        {
            var upper = sorted[start] >> 16;
            var count = 0;
            for (; start < sorted.Length && sorted[start] >> 16 == upper; start++)
            {
                buffer[count++] = (ushort)sorted[start];
            }

            containers[upper] = Container.Of(buffer.AsSpan(0, count));
        }

        return new IdSet(containers, sorted.Length);
    }

    /// <summary>Takes over containers; the array must not be written to any more.</summary>
    public static IdSet Of(Container?[] containers)
    {
        var count = 0;
        foreach (var container in containers)
        {
            count += container?.Count ?? 0;
        }

        var set = new IdSet(containers, count);
        return count > MaxSmall ? set : Of(set.ToArray());
    }

    /// <summary>The set of the bits of a bitmap, whose length is a multiple of 1,024 words.</summary>
    public static IdSet OfBits(ReadOnlySpan<ulong> bits)
    {
        var containers = new Container?[bits.Length / 1024];
        for (var i = 0; i < containers.Length; i++)
        {
            containers[i] = Container.OfBits(bits.Slice(i * 1024, 1024).ToArray());
        }

        return Of(containers);
    }

    /// <summary>Whether it has a member.</summary>
    public bool Contains(int id)
    {
        if (_small is not null)
        {
            return Array.BinarySearch(_small, id) >= 0;
        }

        var upper = id >> 16;
        return upper < _containers.Length && _containers[upper] is { } container && container.Contains((ushort)id);
    }

    /// <summary>The members in ascending order.</summary>
    public int[] ToArray()
    {
        if (_small is not null)
        {
            return (int[])_small.Clone();
        }

        var result = new int[Count];
        var at = 0;
        for (var i = 0; i < _containers.Length; i++)
        {
            at += _containers[i]?.CopyTo(result.AsSpan(at), i << 16) ?? 0;
        }

        return result;
    }

    /// <summary>The members in ascending order, one by one.</summary>
    public IdSetWalk GetEnumerator() => _small is not null ? new(_small) : new(_containers);

    /// <summary>The members of both.</summary>
    public static IdSet And(IdSet a, IdSet b)
    {
        if (a._small is null && b._small is null)
        {
            return Of(Each(Math.Min(a._containers.Length, b._containers.Length), i => Both(a, b, i)));
        }

        var (few, other) = a._small is not null && (b._small is null || a.Count <= b.Count) ? (a, b) : (b, a);
        return few.Where(other.Contains);
    }

    /// <summary>How many members both have.</summary>
    public static int AndCount(IdSet a, IdSet b)
    {
        var count = 0;
        if (a._small is null && b._small is null)
        {
            for (var i = Math.Min(a._containers.Length, b._containers.Length) - 1; i >= 0; i--)
            {
                count += a._containers[i] is { } x && b._containers[i] is { } y ? Container.AndCount(x, y) : 0;
            }

            return count;
        }

        var (few, other) = a._small is not null && (b._small is null || a.Count <= b.Count) ? (a, b) : (b, a);
        foreach (var id in few._small!)
        {
            count += other.Contains(id) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The members of the first that the second has not.</summary>
    public static IdSet AndNot(IdSet a, IdSet b)
    {
        if (b.Count == 0 || a.Count == 0)
        {
            return a;
        }

        if (a._small is not null)
        {
            return a.Where(id => !b.Contains(id));
        }

        return b._small is not null
            ? a.Apply([], b._small)
            : Of(Each(a._containers.Length, i => i < b._containers.Length && a._containers[i] is { } x && b._containers[i] is { } y
                ? Container.AndNot(x, y)
                : a._containers[i]));
    }

    /// <summary>The members of either.</summary>
    public static IdSet Or(IdSet a, IdSet b)
    {
        if (a._small is not null && b._small is not null)
        {
            Span<int> merged = stackalloc int[a.Count + b.Count];
            return Of(merged[..Merge(a._small, b._small, merged)]);
        }

        var (large, other) = a._small is null ? (a, b) : (b, a);
        return other._small is not null
            ? large.Apply(other._small, [])
            : Of(Each(Math.Max(a._containers.Length, b._containers.Length), i => Either(a, b, i)));
    }

    /// <summary>The set with members added and others removed; both ascending, without repeats and disjoint. What is there already, or not there, is ignored.</summary>
    public IdSet Apply(ReadOnlySpan<int> added, ReadOnlySpan<int> removed)
    {
        if (_small is not null)
        {
            var merged = new int[Count + added.Length];
            var count = Merge(_small, added, merged);
            return Of(Except(merged.AsSpan(0, count), removed));
        }

        var upper = added.IsEmpty ? 0 : (added[^1] >> 16) + 1;
        var containers = new Container?[Math.Max(_containers.Length, upper)];
        _containers.CopyTo(containers, 0);
        while (!added.IsEmpty || !removed.IsEmpty)
        {
            var at = Math.Min(added.IsEmpty ? int.MaxValue : added[0] >> 16, removed.IsEmpty ? int.MaxValue : removed[0] >> 16);
            var plus = Part(ref added, at);
            var minus = Part(ref removed, at);
            if (at < containers.Length)
            {
                containers[at] = Changed(containers[at], plus, minus);
            }
        }

        return Of(containers);
    }

    /// <summary>The members that pass a test.</summary>
    public IdSet Where(Func<int, bool> test)
    {
        if (_small is null)
        {
            return Of(Each(_containers.Length, i => _containers[i]?.Where(lower => test((i << 16) | lower))));
        }

        Span<int> kept = stackalloc int[_small.Length];
        var count = 0;
        foreach (var id in _small)
        {
            if (test(id))
            {
                kept[count++] = id;
            }
        }

        return Of(kept[..count]);
    }

    /// <summary>Sets the members' bits in a bitmap that is long enough.</summary>
    public void AddTo(Span<ulong> bits)
    {
        if (_small is not null)
        {
            foreach (var id in _small)
            {
                bits[id >> 6] |= 1UL << id;
            }

            return;
        }

        for (var i = 0; i < _containers.Length; i++)
        {
            _containers[i]?.AddTo(bits.Slice(i * 1024, 1024));
        }
    }

    private static Container? Changed(Container? container, ReadOnlySpan<ushort> plus, ReadOnlySpan<ushort> minus)
    {
        var added = Container.Of(plus);
        var result = container is null ? added : added is null ? container : Container.Or(container, added);
        return result is not null && Container.Of(minus) is { } removed ? Container.AndNot(result, removed) : result;
    }

    private static ushort[] Part(ref ReadOnlySpan<int> ids, int upper)
    {
        var count = 0;
        while (count < ids.Length && ids[count] >> 16 == upper)
        {
            count++;
        }

        var part = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            part[i] = (ushort)ids[i];
        }

        ids = ids[count..];
        return part;
    }

    private static Container?[] Each(int count, Func<int, Container?> make)
    {
        var result = new Container?[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = make(i);
        }

        return result;
    }

    private static Container? Both(IdSet a, IdSet b, int i) =>
        a._containers[i] is { } x && b._containers[i] is { } y ? Container.And(x, y) : null;

    private static Container? Either(IdSet a, IdSet b, int i)
    {
        var x = i < a._containers.Length ? a._containers[i] : null;
        var y = i < b._containers.Length ? b._containers[i] : null;
        return x is null ? y : y is null ? x : Container.Or(x, y);
    }

    private static int Merge(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> output)
    {
        int i = 0, j = 0, at = 0;
        while (i < a.Length && j < b.Length)
        {
            var (x, y) = (a[i], b[j]);
            output[at++] = x <= y ? x : y;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        a[i..].CopyTo(output[at..]);
        at += a.Length - i;
        b[j..].CopyTo(output[at..]);
        return at + b.Length - j;
    }

    private static Span<int> Except(Span<int> sorted, ReadOnlySpan<int> removed)
    {
        if (removed.IsEmpty)
        {
            return sorted;
        }

        int at = 0, r = 0;
        foreach (var id in sorted)
        {
            while (r < removed.Length && removed[r] < id)
            {
                r++;
            }

            if (r == removed.Length || removed[r] != id)
            {
                sorted[at++] = id;
            }
        }

        return sorted[..at];
    }
}
