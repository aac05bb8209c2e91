using System.Runtime.InteropServices;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Sets;

namespace Catalog.Index.Writing;

/// <summary>
/// What relates documents to one another, or says what they are: relations shown, children, who emits for whom, refs, what is visible. Adds terms,
/// so there is one at a time.
/// </summary>
internal sealed class LinkPostings(TermTable terms, NodeTable nodes, Vocabulary vocabulary, SharedArrays shared)
{
    private readonly Dictionary<int, KeyLinks> _links = [];
    private readonly EmissionDiff _emissions = new();
    private readonly Dictionary<int, ulong[]> _showing = [];
    private readonly AscendingSet _visible = new();
    private readonly AscendingSet _hidden = new();

    /// <summary>For the searchable key of each relation type, the documents that show such a relation.</summary>
    public IEnumerable<(int Key, IdSet Documents)> Keys => _showing.Select(key => (key.Key, IdSet.OfBits(key.Value)));

    /// <summary>How many relations the records emit.</summary>
    public long Relations { get; private set; }

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
            Relations += emitted.Count;
            Emitted(doc, emitted, documentOf);
            document.Payload.ReadChildren(children);
            children.ForEach(child => Add(InternalKey.Child, child, doc));
        }

        Parallel.ForEach(_links, key => key.Value.Make(key.Key, terms, shared));
    }

    /// <summary>Hands it over.</summary>
    public void Write(PostingWriter postings, RelationLedger ledger)
    {
        postings.Fill(terms.AddNew(InternalKey.Visible, TextPool.Null), shared.Of(_visible.Build().ToArray()));
        postings.Fill(terms.AddNew(InternalKey.Hidden, TextPool.Null), shared.Of(_hidden.Build().ToArray()));
        foreach (var links in _links.Values)
        {
            links.Write(postings, ledger);
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

    private void Add(int key, int value, int doc) => (CollectionsMarshal.GetValueRefOrAddDefault(_links, key, out _) ??= new KeyLinks()).Add(value, doc);
}
