using Catalog.Index.Documents;
using Catalog.Index.Memory;

namespace Catalog.Index.Writing;

/// <summary>
/// The documents as the writer sees them: one for each ref that has a record, or that a record emits relations for. A number is given again
/// only in a later batch than the one that freed it.
/// </summary>
internal sealed class NodeTable(TermTable terms, PostingWriter postings)
{
    private readonly PagedArray<Document?> _documents = new();
    private readonly Dictionary<int, int> _fresh = [];
    private readonly Stack<int> _free = new();
    private readonly List<int> _freed = [];

    /// <summary>All document numbers are below this.</summary>
    public int Limit { get; private set; }

    /// <summary>A document.</summary>
    public Document this[int doc]
    {
        get => _documents[doc]!;
        set => _documents[doc] = value;
    }

    /// <summary>The document of a ref's text; -1 when there is none.</summary>
    public int Find(int refText) =>
        _fresh.TryGetValue(refText, out var doc) ? doc : terms.Find(InternalKey.Ref, refText) is >= 0 and var term ? postings.Of(term).Single : -1;

    /// <summary>The document of a ref's text, made when there is none.</summary>
    public int FindOrAdd(int refText)
    {
        var doc = Find(refText);
        if (doc >= 0)
        {
            return doc;
        }

        doc = _free.TryPop(out var free) ? free : Limit++;
        _fresh.Add(refText, doc);
        _documents[doc] = new Document { Ref = refText };
        postings.Add(terms.Intern(InternalKey.Ref, refText), doc);
        postings.Add(terms.Intern(InternalKey.Hidden, TextPool.Null), doc);
        return doc;
    }

    /// <summary>Adds a document without noting with the postings that it is there, for who makes the postings afterwards.</summary>
    public int Append(Document document)
    {
        _documents[Limit] = document;
        return Limit++;
    }

    /// <summary>Frees the number of a document that has no record and that nobody speaks of.</summary>
    public void Remove(int doc)
    {
        postings.Remove(terms.Find(InternalKey.Ref, this[doc].Ref), doc);
        postings.Remove(terms.Find(InternalKey.Hidden, TextPool.Null), doc);
        _documents[doc] = null;
        _freed.Add(doc);
    }

    /// <summary>Whether a number is in use.</summary>
    public bool Has(int doc) => _documents[doc] is not null;

    /// <summary>Ends a batch, when its postings are made.</summary>
    public void EndBatch()
    {
        _fresh.Clear();
        _freed.ForEach(_free.Push);
        _freed.Clear();
    }

    /// <summary>Gives the documents, immutable.</summary>
    public PagedView<Document?> Freeze() => _documents.Freeze();
}
