using System.Runtime.InteropServices;

namespace Catalog.Index.Sets;

/// <summary>Makes a set of numbers that come in ascending order, without holding them all uncompressed.</summary>
internal sealed class AscendingSet
{
    private readonly List<Container?> _containers = [];
    private readonly List<ushort> _members = [];
    private int _last = -1;

    /// <summary>Adds a number not below the last one; the last one again is ignored.</summary>
    public void Add(int id)
    {
        if (id == _last)
        {
            return;
        }

        if (id >> 16 != _last >> 16)
        {
            Close();
        }

        _members.Add((ushort)id);
        _last = id;
    }

    /// <summary>The set; nothing may be added afterwards.</summary>
    public IdSet Build()
    {
        Close();
        return IdSet.Of([.. _containers]);
    }

    private void Close()
    {
        if (_members.Count == 0)
        {
            return;
        }

        while (_containers.Count < _last >> 16)
        {
            _containers.Add(null);
        }

        _containers.Add(Container.Of(CollectionsMarshal.AsSpan(_members)));
        _members.Clear();
    }
}
