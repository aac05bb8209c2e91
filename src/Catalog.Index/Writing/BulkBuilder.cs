using Catalog.Index.Memory;
using Catalog.Index.Sets;

namespace Catalog.Index.Writing;

/// <summary>
/// In: the documents of an index that has been filled. Out: its postings, made at once: terms of bodies counted and then dealt out, a part of the
/// terms on each processor; beside it, what relates documents to one another, sorted.
/// </summary>
internal sealed class BulkBuilder(
    TermTable terms, NodeTable nodes, PostingWriter postings, RelationLedger ledger, Vocabulary vocabulary, Reclaimer reclaimer)
{
    private const int MinParts = 2;
    private const int Shared = 1 << 20;

    /// <summary>How many relations the records emit.</summary>
    public long Relations { get; private set; }

    /// <summary>Makes the postings, which must be empty.</summary>
    /// <param name="documentOf">The document of a ref's text that has a record, or that a record emits relations for.</param>
    public void Build(Func<int, int> documentOf)
    {
        var shared = new SharedArrays(Shared);
        var limit = terms.Limit;
        var parts = Math.Max(MinParts, Environment.ProcessorCount);
        var fields = new FieldPostings[parts];
        var links = new LinkPostings(terms, nodes, vocabulary, shared);
        var jobs = new List<Action> { () => links.Gather(documentOf) };
        for (var part = 0; part < parts; part++)
        {
            var (at, from, to) = (part, (int)((long)limit * part / parts), (int)((long)limit * (part + 1) / parts));
            jobs.Add(() => (fields[at] = new FieldPostings(terms, nodes, shared, from, to)).Gather());
        }

        Parallel.Invoke([.. jobs]);
        Relations = links.Relations;
        links.Write(postings, ledger);
        foreach (var part in fields)
        {
            part.Write(postings, reclaimer);
        }

        Exists(shared, fields.SelectMany(part => part.Keys).Concat(links.Keys));
    }

    private void Exists(SharedArrays shared, IEnumerable<(int Key, IdSet Documents)> parts)
    {
        foreach (var key in parts.GroupBy(part => part.Key, part => part.Documents))
        {
            postings.Fill(terms.Intern(InternalKey.Exists, key.Key), shared.Of(key.Aggregate(IdSet.Or).ToArray()));
        }
    }
}
