using System.Numerics;

namespace Catalog.Index.Sets;

/// <summary>Gives the members of a set one by one, in ascending order, without an array of them.</summary>
internal ref struct IdSetWalk
{
    private readonly ReadOnlySpan<int> _small;
    private readonly ReadOnlySpan<Container?> _containers;
    private ReadOnlySpan<ushort> _few;
    private ReadOnlySpan<ulong> _many;
    private int _container = -1;
    private int _at = -1;
    private ulong _word;

    /// <summary>Walks over a sorted array.</summary>
    public IdSetWalk(int[] small) => _small = small;

    /// <summary>Walks over containers.</summary>
    public IdSetWalk(Container?[] containers) => _containers = containers;

    /// <summary>The member.</summary>
    public int Current { get; private set; }

    /// <summary>Goes to the next; false at the end.</summary>
    public bool MoveNext()
    {
        if (_at + 1 < _small.Length)
        {
            Current = _small[++_at];
            return true;
        }

        while (true)
        {
            if (NextOfMany() || NextOfFew())
            {
                return true;
            }

            if (++_container >= _containers.Length)
            {
                return false;
            }

            _few = _containers[_container] is { } next ? next.Few : default;
            _many = _containers[_container] is { } same ? same.Many : default;
            _at = -1;
        }
    }

    private bool NextOfMany()
    {
        while (_word == 0)
        {
            if (_at + 1 >= _many.Length)
            {
                return false;
            }

            _word = _many[++_at];
        }

        Current = (_container << 16) | (_at << 6) | BitOperations.TrailingZeroCount(_word);
        _word &= _word - 1;
        return true;
    }

    private bool NextOfFew()
    {
        if (_at + 1 >= _few.Length)
        {
            return false;
        }

        Current = (_container << 16) | _few[++_at];
        return true;
    }
}
