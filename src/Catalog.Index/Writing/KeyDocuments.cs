using System.Runtime.InteropServices;
using Catalog.Index.Sets;

namespace Catalog.Index.Writing;

/// <summary>The documents that have a key, which come in any order and more than once: a list while they are few, then a bitmap.</summary>
/// <param name="limit">All documents are below this.</param>
internal sealed class KeyDocuments(int limit)
{
    private const int ContainerBits = 16;

    private readonly List<int> _few = [];
    private ulong[]? _bits;

    /// <summary>Adds documents.</summary>
    public void Add(ReadOnlySpan<int> documents)
    {
        if (_bits is null && _few.Count + documents.Length <= limit / 32)
        {
            _few.AddRange(documents);
            return;
        }

        if (_bits is null)
        {
            _bits = new ulong[((limit >> ContainerBits) + 1) << (ContainerBits - 6)];
            Mark(CollectionsMarshal.AsSpan(_few));
            _few.Clear();
        }

        Mark(documents);
    }

    /// <summary>The set; nothing may be added afterwards.</summary>
    public IdSet Build()
    {
        if (_bits is not null)
        {
            return IdSet.OfBits(_bits);
        }

        _few.Sort();
        var documents = CollectionsMarshal.AsSpan(_few);
        var count = 0;
        foreach (var doc in documents)
        {
            if (count == 0 || documents[count - 1] != doc)
            {
                documents[count++] = doc;
            }
        }

        return IdSet.Of(documents[..count]);
    }

    private void Mark(ReadOnlySpan<int> documents)
    {
        foreach (var doc in documents)
        {
            _bits![doc >> 6] |= 1UL << doc;
        }
    }
}
