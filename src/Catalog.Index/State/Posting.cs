using Catalog.Index.Sets;

namespace Catalog.Index.State;

/// <summary>
/// The documents that have a term: none, one or a set. In a slot, 0 is none, a positive number the only document plus one, a negative one
/// the complement of the place of a set.
/// </summary>
internal readonly struct Posting(int slot, IdSet? set)
{
    /// <summary>How many documents.</summary>
    public int Count => set?.Count ?? (slot > 0 ? 1 : 0);

    /// <summary>The only document; -1 when there is none or are several.</summary>
    public int Single => set is null ? slot - 1 : -1;

    /// <summary>Whether a document is among them.</summary>
    public bool Contains(int doc) => set?.Contains(doc) ?? slot == doc + 1;

    /// <summary>The documents as a set.</summary>
    public IdSet ToSet() => set ?? (slot > 0 ? IdSet.Of([slot - 1]) : IdSet.Empty);

    /// <summary>The documents, ascending.</summary>
    public int[] ToArray() => set?.ToArray() ?? (slot > 0 ? [slot - 1] : []);

    /// <summary>Adds the documents to a union.</summary>
    public void AddTo(ref UnionBuilder union)
    {
        if (set is not null)
        {
            union.Add(set);
        }
        else if (slot > 0)
        {
            union.Add(slot - 1);
        }
    }

    /// <summary>How many of them are in a set.</summary>
    public int CountIn(IdSet other) => set is not null ? IdSet.AndCount(set, other) : slot > 0 && other.Contains(slot - 1) ? 1 : 0;
}
