using System.Runtime.InteropServices;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Writing;

/// <summary>
/// What relates documents to one another, or says what they are: relations shown, children, who emits for whom, refs, what is visible. Adds terms,
/// so there is one at a time.
/// </summary>
internal sealed class LinkPostings(TermTable terms, NodeTable nodes, Vocabulary vocabulary, SharedArrays shared)
{
    private readonly Dictionary<int, ChangeList> _pairs = [];
    private readonly EmissionDiff _emissions = new();
    private readonly Dictionary<int, ulong[]> _showing = [];
    private readonly AscendingSet _visible = new();
    private readonly AscendingSet _hidden = new();
    private readonly List<(int Term, Posting Documents)> _made = [];
    private readonly List<(int Term, int Doc, int More)> _repeated = [];

    /// <summary>For the searchable key of each relation type, the documents that show such a relation.</summary>
    public IEnumerable<(int Key, IdSet Documents)> Keys => _showing.Select(key => (key.Key, IdSet.OfBits(key.Value)));

    /// <summary>Finds out.</summary>
    /// <param name="documentOf">The document of a ref's text that has a record, or that a record emits relations for.</param>
    public void Gather(Func<int, int> documentOf)
    {
        var emitted = new List<Emission>();
        var children = new List<int>();
        for (var doc = 0; doc < nodes.Limit; doc++)
        {
            var document = nodes[doc];
            Add(InternalKey.Ref, document.Ref, doc);
            (document.Visible ? _visible : _hidden).Add(doc);
            document.Payload.ReadEmitted(emitted);
            Emitted(doc, emitted, documentOf);
            document.Payload.ReadChildren(children);
            children.ForEach(child => Add(InternalKey.Child, child, doc));
        }

        foreach (var (key, pairs) in _pairs)
        {
            MakeSets(key, pairs.Sorted());
        }

        _made.Add((terms.AddNew(InternalKey.Visible, TextPool.Null), shared.Of(_visible.Build().ToArray())));
        _made.Add((terms.AddNew(InternalKey.Hidden, TextPool.Null), shared.Of(_hidden.Build().ToArray())));
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

    private void Emitted(int doc, List<Emission> emitted, Func<int, int> documentOf)
    {
        _emissions.Compare([], emitted);
        foreach (var relation in emitted)
        {
            var key = vocabulary.Types.KeyOfType[relation.Type];
            var source = relation.IsOwn ? doc : documentOf(relation.Source);
            Add(key, relation.Target, source);
            Show(key, source);
        }

        foreach (var source in _emissions.EntriesCome)
        {
            Add(InternalKey.EmitsFor, source, doc);
        }
    }

    private void Show(int key, int doc)
    {
        if (!_showing.TryGetValue(key, out var bits))
        {
            _showing.Add(key, bits = new ulong[((nodes.Limit + 65535) >> 16) * 1024]);
        }

        bits[doc >> 6] |= 1UL << doc;
    }

    // By value, since most values of a key come more than once, and the number of the term is then asked for once.
    private void Add(int key, int value, int doc) =>
        (CollectionsMarshal.GetValueRefOrAddDefault(_pairs, key, out _) ??= new ChangeList()).Add(value, doc, isAdded: true);

    private void MakeSets(int key, ReadOnlySpan<ulong> pairs)
    {
        var documents = new List<int>();
        for (var at = 0; at < pairs.Length;)
        {
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
