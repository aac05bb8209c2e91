using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>Which documents have which terms of their bodies, for a range of terms. Only reads what it is given, so that ranges can be made beside each other.</summary>
internal sealed class FieldPostings(TermTable terms, NodeTable nodes, SharedArrays shared, int from, int to)
{
    private readonly Dictionary<int, AscendingSet> _keys = [];
    private readonly List<object> _sets = [];
    private readonly int[] _ends = new int[to - from];
    private int[] _documents = [];

    /// <summary>For each searchable key, the documents that have it with a value other than "true".</summary>
    public IEnumerable<(int Key, IdSet Documents)> Keys => _keys.Select(key => (key.Key, key.Value.Build()));

    /// <summary>Finds out.</summary>
    public void Gather()
    {
        Each((_, term) => _ends[term]++);
        var total = 0;
        foreach (ref var place in _ends.AsSpan())
        {
            (place, total) = (total, total + place);
        }

        _documents = new int[total];
        Each(Deal);
        MakeSets();
    }

    /// <summary>Hands it over to the postings; terms that no document has any more are given back.</summary>
    public void Write(PostingWriter postings, Reclaimer reclaimer)
    {
        for (var term = from; term < to; term++)
        {
            var place = _ends[term - from];
            if (place == 0)
            {
                Died(term, postings, reclaimer);
                continue;
            }

            postings.Fill(term, place < 0 ? new Posting(0, _sets[~place]) : new Posting(place, null));
        }
    }

    // Among the numbers there may be free ones, and links that have been given a free one.
    private void Died(int term, PostingWriter postings, Reclaimer reclaimer)
    {
        if (terms.Key(term) != TermTable.NoKey && postings.Of(term).Count == 0)
        {
            reclaimer.Died(term);
        }
    }

    private void Deal(int doc, int term)
    {
        _documents[_ends[term]++] = doc;
        if (terms.Key(term + from) is > 0 and var key && terms.Value(term + from) != TextPool.True)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out _) ??= new AscendingSet()).Add(doc);
        }
    }

    // Where a term's documents end becomes what the term has: 0 for nothing, the document plus one, or the complement of a set's place.
    private void MakeSets()
    {
        var start = 0;
        foreach (ref var place in _ends.AsSpan())
        {
            var documents = _documents.AsSpan(start..place);
            start = place;
            place = documents.Length > 1 ? ~_sets.Count : documents.IsEmpty ? 0 : documents[0] + 1;
            if (documents.Length > 1)
            {
                _sets.Add(shared.Of(IdSet.Of(documents)));
            }
        }

        _documents = [];
    }

    private void Each(Action<int, int> found)
    {
        var all = new List<int>();
        for (var doc = 0; doc < nodes.Limit; doc++)
        {
            nodes[doc].Payload.ReadTerms(all);
            foreach (var term in CollectionsMarshal.AsSpan(all))
            {
                if (term >= from && term < to)
                {
                    found(doc, term - from);
                }
            }
        }
    }
}
