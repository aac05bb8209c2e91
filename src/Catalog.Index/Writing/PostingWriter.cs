using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>
/// Which documents have which terms, as the writer sees it. Changes are noted while a batch is read and then made term by term, so that
/// each set is copied once for a batch.
/// </summary>
internal sealed class PostingWriter : IPostings
{
    private readonly PagedArray<int> _slots = new();
    private readonly PagedArray<object?> _sets = new();
    private readonly Stack<int> _freeSets = new();
    private readonly ChangeList _changes = new();
    private readonly List<int> _added = [];
    private readonly List<int> _removed = [];
    private readonly SharedArrays _shared = new(1 << 14);
    private int _setLimit;

    /// <summary>Sets in use.</summary>
    public int SetCount => _setLimit - _freeSets.Count;

    /// <summary>Notes that a document has a term from now on.</summary>
    public void Add(int term, int doc) => _changes.Add(term, doc, isAdded: true);

    /// <summary>Notes that a document has a term no longer.</summary>
    public void Remove(int term, int doc) => _changes.Add(term, doc, isAdded: false);

    /// <inheritdoc/>
    public Posting Of(int term)
    {
        if (term < 0)
        {
            return default;
        }

        var slot = _slots[term];
        return slot >= 0 ? new Posting(slot, null) : new Posting(0, _sets[~slot]);
    }

    /// <summary>Makes the changes noted.</summary>
    /// <param name="changed">Told of each term whose documents changed: the term, how many it had, and the documents added and removed.</param>
    public void Commit(TermChanged changed)
    {
        var changes = _changes.Sorted();
        for (var at = 0; at < changes.Length;)
        {
            var term = ChangeList.Term(changes[at]);
            _added.Clear();
            _removed.Clear();
            at = Net(changes, at, term, _added, _removed);
            if (_added.Count > 0 || _removed.Count > 0)
            {
                var slot = _slots[term];
                if (slot == 0 && _added.Count == 1 && _removed.Count == 0)
                {
                    _slots[term] = _added[0] + 1;
                    changed(term, 0, 1, _added, _removed);
                    continue;
                }

                var before = Of(term).Count;
                Change(term, slot, CollectionsMarshal.AsSpan(_added), CollectionsMarshal.AsSpan(_removed));
                changed(term, before, Of(term).Count, _added, _removed);
            }
        }

        _changes.Clear();
    }

    /// <summary>Gives a term that has no documents yet those that it has.</summary>
    public void Fill(int term, Posting documents)
    {
        if (documents.Set is { } set)
        {
            _sets[_setLimit] = set;
            _slots[term] = ~_setLimit++;
        }
        else
        {
            _slots[term] = documents.Single + 1;
        }
    }

    /// <summary>The state of the slots and sets, immutable.</summary>
    public (PagedView<int> Slots, PagedView<object?> Sets) Freeze() => (_slots.Freeze(), _sets.Freeze());

    // Within a batch a document can gain and lose a term by turns; what counts is the sum.
    private static int Net(Span<ulong> changes, int at, int term, List<int> added, List<int> removed)
    {
        while (at < changes.Length && ChangeList.Term(changes[at]) == term)
        {
            var doc = ChangeList.Document(changes[at]);
            var sum = 0;
            for (; at < changes.Length && ChangeList.Term(changes[at]) == term && ChangeList.Document(changes[at]) == doc; at++)
            {
                sum += (changes[at] & 1) != 0 ? 1 : -1;
            }

            if (sum != 0)
            {
                (sum > 0 ? added : removed).Add(doc);
            }
        }

        return at;
    }

    private void Change(int term, int slot, ReadOnlySpan<int> added, ReadOnlySpan<int> removed)
    {
        var before = slot < 0 ? IdSet.OfRaw(_sets[~slot]!) : slot == 0 ? IdSet.Empty : IdSet.Of([slot - 1]);
        Put(term, slot, before.Apply(added, removed));
    }

    private void Put(int term, int slot, IdSet set)
    {
        if (set.Count > 1)
        {
            var place = slot < 0 ? ~slot : _freeSets.TryPop(out var free) ? free : _setLimit++;
            _sets[place] = _shared.Of(set);
            if (slot >= 0)
            {
                _slots[term] = ~place;
            }

            return;
        }

        if (slot < 0)
        {
            _sets[~slot] = null;
            _freeSets.Push(~slot);
        }

        _slots[term] = set.Count == 0 ? 0 : set.ToArray()[0] + 1;
    }

    /// <summary>Hears of a term whose documents changed.</summary>
    internal delegate void TermChanged(int term, int before, int after, List<int> added, List<int> removed);
}
