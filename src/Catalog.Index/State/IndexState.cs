using System.Collections.Immutable;
using Catalog.Index.Documents;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;

namespace Catalog.Index.State;

/// <summary>
/// Everything the index knows at one instant. Immutable, but for the two dictionaries of texts and terms, which only grow as far as this
/// state can tell: what was added since has no documents here.
/// </summary>
internal sealed class IndexState : IPostings
{
    private int _visible = -1;

    /// <summary>The texts.</summary>
    public required TextPool Texts { get; init; }

    /// <summary>The pairs of key and value.</summary>
    public required TermTable Terms { get; init; }

    /// <summary>For each term, which documents have it (see <see cref="Posting"/>).</summary>
    public required PagedView<int> Slots { get; init; }

    /// <summary>The sets that slots refer to.</summary>
    public required PagedView<object?> Sets { get; init; }

    /// <summary>The documents.</summary>
    public required PagedView<Document?> Documents { get; init; }

    /// <summary>All document numbers are below this.</summary>
    public required int DocumentLimit { get; init; }

    /// <summary>All terms that have documents here are below this.</summary>
    public required int TermLimit { get; init; }

    /// <summary>The visible documents by uid.</summary>
    public required SortedChunks<UidPlace> Uids { get; init; }

    /// <summary>What is kept for keys that questions have ordered, searched or counted by.</summary>
    public required IReadOnlyDictionary<int, KeyIndex> Keys { get; init; }

    /// <summary>The relation types met so far.</summary>
    public required RelationTypes Types { get; init; }

    /// <summary>The keys that have had values not in lower case.</summary>
    public required ImmutableHashSet<int> Spelled { get; init; }

    /// <summary>How many relations the records emit.</summary>
    public required long Relations { get; init; }

    /// <summary>The last sequence number reflected.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many states there were before this one.</summary>
    public required int Version { get; init; }

    /// <summary>When the relations of documents changed, in this state and later ones.</summary>
    public required RelationStamps RelationStamps { get; init; }

    /// <summary>Alive as long as this state or one published about the same time is.</summary>
    public required object Epoch { get; init; }

    /// <summary>How many documents are visible.</summary>
    public int Count => Uids.Count;

    /// <inheritdoc/>
    public Posting Of(int term)
    {
        if (term < 0 || term >= TermLimit)
        {
            return default;
        }

        var slot = Slots[term];
        return slot >= 0 ? new Posting(slot, null) : new Posting(0, Sets[~slot]);
    }

    /// <summary>Asks for what <see cref="Of(int)"/> reads of a term first; may be -1.</summary>
    public void Fetch(int term)
    {
        if (term >= 0 && term < TermLimit)
        {
            Slots.Fetch(term);
        }
    }

    /// <summary>Asks for what it reads after that, when a set has the documents.</summary>
    public void FetchSet(int term)
    {
        if (term >= 0 && term < TermLimit && Slots[term] is < 0 and var slot)
        {
            Sets.Fetch(~slot);
        }
    }

    /// <summary>The documents that have a pair of key and value.</summary>
    public Posting Of(int key, int value) => Of(Terms.Find(key, value));

    /// <summary>The visible documents.</summary>
    public Posting Visible => Of(_visible >= 0 ? _visible : _visible = Terms.Find(InternalKey.Visible, TextPool.Null));

    /// <summary>The documents that only others speak of, or that were never processed well.</summary>
    public Posting Hidden => Of(InternalKey.Hidden, TextPool.Null);

    /// <summary>A searchable key by its text in lower case; -1 when no entity has had it.</summary>
    public int KeyOf(ReadOnlySpan<byte> text) => Texts.Find(text);

    /// <summary>Whether the values of a key are targets of relations, which hidden documents may have too.</summary>
    public bool IsRelation(int key) => Types.Keys.Contains(key);

    /// <summary>Adds the terms with a value that a document has for a key.</summary>
    public void CollectTerms(int doc, int key, List<int> output)
    {
        if (Documents[doc] is not { } document)
        {
            return;
        }

        if (key == InternalKey.Ref)
        {
            output.Add(Terms.Find(key, document.Ref));
            return;
        }

        if (IsRelation(key))
        {
            ShownRelations.Collect(this, document, doc, key, output);
            return;
        }

        var terms = new List<int>();
        document.Payload.ReadTerms(terms);
        foreach (var term in terms)
        {
            if (Terms.Key(term) == key && Terms.Value(term) != TextPool.Null)
            {
                output.Add(term);
            }
        }
    }
}
