using System.Runtime.InteropServices;
using Catalog.Index.Memory;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>
/// The values of one key and the documents that have them, in any order; a document more than once when several records say so. Sorted by value
/// first and made terms of then, since most values come more than once.
/// </summary>
internal sealed class KeyLinks
{
    private const int Ahead = 16;

    private readonly ChangeList _pairs = new();
    private readonly List<(int Term, Posting Documents)> _made = [];
    private readonly List<(int Term, int Doc, int More)> _repeated = [];

    /// <summary>Adds a document.</summary>
    public void Add(int value, int doc) => _pairs.Add(value, doc, isAdded: true);

    /// <summary>Makes terms and postings; nothing may be added afterwards.</summary>
    public void Make(int key, TermTable terms, SharedArrays shared)
    {
        var pairs = _pairs.Sorted();
        var documents = new List<int>();
        _made.EnsureCapacity(Values(pairs));
        for (var at = 0; at < pairs.Length;)
        {
            if (at + Ahead < pairs.Length)
            {
                terms.FetchPlace(key, ChangeList.Term(pairs[at + Ahead]));
            }

            var value = ChangeList.Term(pairs[at]);
            var term = terms.AddNew(key, value);
            documents.Clear();
            for (; at < pairs.Length && ChangeList.Term(pairs[at]) == value; at++)
            {
                var doc = ChangeList.Document(pairs[at]);
                if (documents.Count == 0 || documents[^1] != doc)
                {
                    documents.Add(doc);
                }
                else
                {
                    Repeat(term, doc);
                }
            }

            _made.Add((term, shared.Of(CollectionsMarshal.AsSpan(documents))));
        }

        _pairs.Clear();
    }

    /// <summary>Hands it over.</summary>
    public void Write(PostingWriter postings, RelationLedger ledger)
    {
        foreach (var (term, documents) in _made)
        {
            postings.Fill(term, documents);
        }

        foreach (var (term, doc, more) in _repeated)
        {
            ledger.Repeated(term, doc, more);
        }
    }

    private static int Values(ReadOnlySpan<ulong> pairs)
    {
        var count = 0;
        for (var i = 0; i < pairs.Length; i++)
        {
            count += i == 0 || ChangeList.Term(pairs[i - 1]) != ChangeList.Term(pairs[i]) ? 1 : 0;
        }

        return count;
    }

    // Several records emit the same relation.
    private void Repeat(int term, int doc)
    {
        if (_repeated.Count > 0 && _repeated[^1] is var last && last.Term == term && last.Doc == doc)
        {
            _repeated[^1] = (term, doc, last.More + 1);
        }
        else
        {
            _repeated.Add((term, doc, 1));
        }
    }
}
