using System.Buffers;

namespace Catalog.Index.Sets;

/// <summary>Makes the union of many sets at the price of their members, whatever their number.</summary>
internal ref struct UnionBuilder
{
    private readonly int _capacity;
    private int[] _few = ArrayPool<int>.Shared.Rent(256);
    private int _count;
    private ulong[]? _bits;

    /// <summary>Starts with the empty set.</summary>
    /// <param name="capacity">No member is as large as this.</param>
    public UnionBuilder(int capacity) => _capacity = capacity;

    /// <summary>Adds one member.</summary>
    public void Add(int id)
    {
        if (_bits is not null)
        {
            _bits[id >> 6] |= 1UL << id;
            return;
        }

        if (_count == _few.Length)
        {
            Grow();
            Add(id);
            return;
        }

        _few[_count++] = id;
    }

    /// <summary>Adds the members of a set.</summary>
    public void Add(IdSet set)
    {
        if (_bits is null && set.Count > 4096)
        {
            ToBits();
        }

        if (_bits is not null)
        {
            set.AddTo(_bits);
            return;
        }

        foreach (var id in set)
        {
            Add(id);
        }
    }

    /// <summary>The union; the builder is of no use afterwards.</summary>
    public IdSet Build()
    {
        if (_bits is not null)
        {
            var many = IdSet.OfBits(_bits.AsSpan(0, Words));
            ArrayPool<ulong>.Shared.Return(_bits);
            Release();
            return many;
        }

        var members = _few.AsSpan(0, _count);
        members.Sort();
        var unique = 0;
        foreach (var id in members)
        {
            if (unique == 0 || members[unique - 1] != id)
            {
                members[unique++] = id;
            }
        }

        var set = IdSet.Of(members[..unique]);
        Release();
        return set;
    }

    private void Grow()
    {
        if (_count >= 65536)
        {
            ToBits();
            return;
        }

        var larger = ArrayPool<int>.Shared.Rent(_few.Length * 2);
        _few.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_few);
        _few = larger;
    }

    private void ToBits()
    {
        _bits = ArrayPool<ulong>.Shared.Rent(Words);
        _bits.AsSpan(0, Words).Clear();
        foreach (var id in _few.AsSpan(0, _count))
        {
            _bits[id >> 6] |= 1UL << id;
        }

        _count = 0;
    }

    private readonly int Words => ((_capacity + 65535) >> 16) * 1024;

    private readonly void Release() => ArrayPool<int>.Shared.Return(_few);
}
