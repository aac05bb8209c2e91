using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>What <see cref="FieldPostings"/> has found out of the terms from one number up to, and without, another.</summary>
internal sealed class FieldRange(TermTable terms, SharedArrays shared, int from, int to)
{
    private readonly Dictionary<int, KeyDocuments> _keys = [];
    private readonly List<object> _sets = [];

    // What each term has: 0 for nothing, its only document plus one, or the complement of its set's place.
    private readonly int[] _has = new int[to - from];

    /// <summary>For each searchable key, the documents that have it with a value other than "true".</summary>
    public IEnumerable<(int Key, IdSet Documents)> Keys => _keys.Select(key => (key.Key, key.Value.Build()));

    /// <summary>Makes sets.</summary>
    /// <param name="ends">Where the documents of each term end.</param>
    /// <param name="documents">The documents of all terms, those of each ascending.</param>
    /// <param name="limit">All documents are below this.</param>
    public void Gather(int[] ends, int[] documents, int limit)
    {
        var start = from == 0 ? 0 : ends[from - 1];
        for (var term = from; term < to; term++)
        {
            var found = documents.AsSpan(start..ends[term]);
            start = ends[term];
            if (found.IsEmpty)
            {
                continue;
            }

            if (terms.Key(term) is > 0 and var key && terms.Value(term) != TextPool.True)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out _) ??= new KeyDocuments(limit)).Add(found);
            }

            _has[term - from] = found.Length == 1 ? found[0] + 1 : ~_sets.Count;
            if (found.Length > 1)
            {
                _sets.Add(shared.Of(IdSet.Of(found)));
            }
        }
    }

    /// <summary>Hands it over to the postings; terms that no document has any more are given back.</summary>
    public void Write(PostingWriter postings, Reclaimer reclaimer)
    {
        for (var term = from; term < to; term++)
        {
            var has = _has[term - from];
            if (has == 0)
            {
                Died(term, postings, reclaimer);
                continue;
            }

            postings.Fill(term, has < 0 ? new Posting(0, _sets[~has]) : new Posting(has, null));
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
}
