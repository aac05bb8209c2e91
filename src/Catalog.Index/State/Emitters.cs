using Catalog.Index.Memory;

namespace Catalog.Index.State;

/// <summary>
/// The documents that may emit relations for an entity. One that also emits a relation to it, as pairs are emitted, is found by that
/// relation; only the others have an entry of their own under <see cref="InternalKey.EmitsFor"/>.
/// </summary>
internal static class Emitters
{
    /// <summary>Adds the candidates, without repeats but not all of them true.</summary>
    public static void Collect(TermTable terms, IPostings postings, RelationTypes types, int refText, HashSet<int> output)
    {
        output.Clear();
        Add(postings.Of(terms.Find(InternalKey.EmitsFor, refText)), output);
        foreach (var key in types.Keys)
        {
            Add(postings.Of(terms.Find(key, refText)), output);
        }
    }

    private static void Add(Posting posting, HashSet<int> output)
    {
        if (posting.Single is >= 0 and var only)
        {
            output.Add(only);
            return;
        }

        output.UnionWith(posting.ToArray());
    }
}
