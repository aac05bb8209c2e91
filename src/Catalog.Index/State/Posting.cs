using Catalog.Index.Sets;

namespace Catalog.Index.State;

/// <summary>
/// The documents that have a term: none, one or a set. In a slot, 0 is none, a positive number the only document plus one, a negative one
/// the complement of the place of a set (<see cref="IdSet.Raw"/>).
/// </summary>
internal readonly struct Posting(int slot, object? set)
{
    /// <summary>How many documents.</summary>
    public int Count => set switch { null => slot > 0 ? 1 : 0, int[] few => few.Length, _ => ((IdSet)set).Count };

    /// <summary>The only document; -1 when there is none or are several.</summary>
    public int Single => set is null ? slot - 1 : -1;

    /// <summary>What holds the documents when they are several (see <see cref="IdSet.Raw"/>); else null.</summary>
    public object? Set => set;

    /// <summary>Bytes held beside the slot.</summary>
    public long Bytes => set switch { null => 0, int[] few => 24 + (4 * few.Length), _ => ((IdSet)set).Bytes };

    /// <summary>Whether a document is among them.</summary>
    public bool Contains(int doc) => set switch
    {
        null => slot == doc + 1,
        int[] few => Array.BinarySearch(few, doc) >= 0,
        _ => ((IdSet)set).Contains(doc),
    };

    /// <summary>The documents as a set.</summary>
    public IdSet ToSet() => set is not null ? IdSet.OfRaw(set) : slot > 0 ? IdSet.Of([slot - 1]) : IdSet.Empty;

    /// <summary>The documents, ascending; not to be written to.</summary>
    public int[] ToArray() => set switch { null => slot > 0 ? [slot - 1] : [], int[] few => few, _ => ((IdSet)set).ToArray() };

    /// <summary>Adds the documents to a union.</summary>
    public void AddTo(ref UnionBuilder union)
    {
        if (set is IdSet many)
        {
            union.Add(many);
            return;
        }

        if (set is null)
        {
            if (slot > 0)
            {
                union.Add(slot - 1);
            }

            return;
        }

        foreach (var doc in (int[])set)
        {
            union.Add(doc);
        }
    }

    /// <summary>Adds the documents to a list, ascending.</summary>
    public void AddTo(List<int> output)
    {
        if (set is not null)
        {
            output.AddRange((set as int[] ?? ((IdSet)set).ToArray()).AsSpan());
        }
        else if (slot > 0)
        {
            output.Add(slot - 1);
        }
    }

    /// <summary>How many of them are in a set.</summary>
    public int CountIn(IdSet other) => set is not null ? IdSet.AndCount(IdSet.OfRaw(set), other) : slot > 0 && other.Contains(slot - 1) ? 1 : 0;
}
