using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>Keeps the order and the column of one key up to date.</summary>
internal sealed class KeyWriter
{
    private readonly TermOrder _comparer;
    private readonly PagedArray<int>? _column;
    private readonly List<int> _born = [];
    private readonly List<int> _died = [];
    private readonly HashSet<int> _dirty = [];
    private SortedChunks<int> _order;
    private KeyIndex? _frozen;

    /// <summary>Builds both from a state.</summary>
    public KeyWriter(IndexState state, int key)
    {
        _comparer = new TermOrder(state.Terms, state.Texts);
        var terms = KeyIndex.TermsOf(state, key);
        _order = SortedChunks<int>.Of(_comparer.Sort(terms));
        _column = HasColumn(state, key) ? KeyIndex.Fill(state, terms) : null;
    }

    /// <summary>Notes a change of a term of the key.</summary>
    public void Changed(int term, int before, int after, List<int> added, List<int> removed)
    {
        _frozen = null;
        if (before == 0)
        {
            _born.Add(term);
        }
        else if (after == 0)
        {
            _died.Add(term);
        }

        if (_column is not null)
        {
            _dirty.UnionWith(added);
            _dirty.UnionWith(removed);
        }
    }

    /// <summary>Makes the changes noted and gives the outcome, immutable.</summary>
    /// <param name="termsOf">Gives the terms of the key that a document has.</param>
    public KeyIndex Freeze(Action<int, List<int>> termsOf)
    {
        if (_frozen is not null)
        {
            return _frozen;
        }

        // A term can die and be born again in the two steps of one batch.
        var back = _born.Intersect(_died).ToHashSet();
        _born.RemoveAll(back.Contains);
        _died.RemoveAll(back.Contains);
        _born.Sort(_comparer);
        _died.Sort(_comparer);
        _order = _order.Apply(CollectionsMarshal.AsSpan(_born), CollectionsMarshal.AsSpan(_died), _comparer);
        var terms = new List<int>();
        foreach (var doc in _dirty)
        {
            terms.Clear();
            termsOf(doc, terms);
            _column![doc] = terms.Count switch { 0 => 0, 1 => terms[0] + 1, _ => KeyIndex.Several };
        }

        _born.Clear();
        _died.Clear();
        _dirty.Clear();
        return _frozen = new KeyIndex(_order, _column?.Freeze() ?? default, _column is not null);
    }

    private static bool HasColumn(IndexState state, int key) => (key >= 0 || key < InternalKey.Last) && !state.IsRelation(key);
}
