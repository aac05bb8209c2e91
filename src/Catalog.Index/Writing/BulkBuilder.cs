using Catalog.Index.Memory;
using Catalog.Index.Sets;

namespace Catalog.Index.Writing;

/// <summary>
/// In: the documents of an index that has been filled. Out: its postings, made at once: terms of bodies counted and then dealt out; beside
/// it, what relates documents to one another, sorted.
/// </summary>
internal sealed class BulkBuilder(
    TermTable terms, NodeTable nodes, PostingWriter postings, RelationLedger ledger, Vocabulary vocabulary, Reclaimer reclaimer)
{
    private const int Shared = 1 << 20;

    /// <summary>How many relations the records emit.</summary>
    public long Relations { get; private set; }

    /// <summary>Makes the postings, which must be empty.</summary>
    /// <param name="documentOf">The document of a ref's text that has a record, or that a record emits relations for.</param>
    public void Build(Func<int, int> documentOf)
    {
        var shared = new SharedArrays(Shared);
        var links = new LinkPostings(terms, nodes, vocabulary, shared);
        var fields = new FieldPostings(terms, nodes, shared);
        FieldRange[] ranges = [];
        Parallel.Invoke(() => links.Gather(documentOf), () => ranges = fields.Gather());
        Relations = links.Relations;
        links.Write(postings, ledger);
        foreach (var range in ranges)
        {
            range.Write(postings, reclaimer);
        }

        Exists(shared, ranges.SelectMany(range => range.Keys).Concat(links.Keys));
    }

    private void Exists(SharedArrays shared, IEnumerable<(int Key, IdSet Documents)> parts)
    {
        foreach (var key in parts.GroupBy(part => part.Key, part => part.Documents))
        {
            postings.Fill(terms.Intern(InternalKey.Exists, key.Key), shared.Of(key.Aggregate(IdSet.Or).ToArray()));
        }
    }
}
