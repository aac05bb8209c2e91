using System.Runtime.InteropServices;

namespace Catalog.Index.Writing;

/// <summary>
/// Which documents show which relations, counted by emitter, so that a relation that two records emit is gone only with the second.
/// Only counts above one are held; whether there is one at all is what the postings say.
/// </summary>
internal sealed class RelationLedger(PostingWriter postings)
{
    private readonly Dictionary<ulong, int> _more = [];
    private readonly Dictionary<ulong, bool> _pending = [];

    /// <summary>Relations emitted more than once.</summary>
    public int Count => _more.Count;

    /// <summary>One more record emits that a document shows a relation.</summary>
    public void Add(int term, int doc)
    {
        var pair = Pair(term, doc);
        if (IsShown(pair, term, doc))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_more, pair, out _)++;
        }
        else
        {
            _pending[pair] = true;
        }
    }

    /// <summary>Tells how many records beyond the first emit what the postings have already.</summary>
    public void Repeated(int term, int doc, int more) => _more[Pair(term, doc)] = more;

    /// <summary>One record less emits it.</summary>
    public void Remove(int term, int doc)
    {
        var pair = Pair(term, doc);
        if (_more.TryGetValue(pair, out var more))
        {
            if (more == 1)
            {
                _more.Remove(pair);
            }
            else
            {
                _more[pair] = more - 1;
            }
        }
        else
        {
            _pending[pair] = false;
        }
    }

    /// <summary>Notes what changed with the postings, and gives it.</summary>
    public List<(int Term, int Doc, bool Shown)> Commit()
    {
        var changes = new List<(int Term, int Doc, bool Shown)>(_pending.Count);
        foreach (var (pair, shown) in _pending)
        {
            var (term, doc) = ((int)(pair >> 32), (int)pair);
            if (postings.Of(term).Contains(doc) == shown)
            {
                continue;
            }

            changes.Add((term, doc, shown));
            if (shown)
            {
                postings.Add(term, doc);
            }
            else
            {
                postings.Remove(term, doc);
            }
        }

        _pending.Clear();
        return changes;
    }

    private bool IsShown(ulong pair, int term, int doc) => _pending.TryGetValue(pair, out var shown) ? shown : postings.Of(term).Contains(doc);

    private static ulong Pair(int term, int doc) => ((ulong)(uint)term << 32) | (uint)doc;
}
