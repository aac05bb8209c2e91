using System.Text;
using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.Query;
using Catalog.Index.Rows;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Answers;

/// <summary>
/// Counts the values of a key among matches, in their original spelling: document by document when the matches are few, value by value
/// when the values are.
/// </summary>
internal sealed class Facets(Readable source)
{
    private const int CountByDocument = 30;
    private const int CountByValue = 120;

    private readonly IndexState _state = source.State;

    /// <summary>Counts; ordered by value.</summary>
    public IReadOnlyList<FacetValue> Count(string key, Term matches)
    {
        if (key == WellKnown.Uid)
        {
            return Uids(matches);
        }

        var id = _state.KeyOf(Encoding.UTF8.GetBytes(key));
        if (id < 0)
        {
            return [];
        }

        var set = matches is EverythingTerm ? null : matches.Evaluate();
        var counts = new Dictionary<int, int>();
        var spelled = new Dictionary<int, int>();
        if (set is { Count: 0 })
        {
            return [];
        }

        var (index, spelling) = (source.Key(id), source.Key(InternalKey.Spelling(id)));
        if (set is not null && (long)set.Count * CountByDocument < (long)index.Order.Count * CountByValue)
        {
            ByDocument(set, id, index, counts);
            ByDocument(set, InternalKey.Spelling(id), spelling, spelled);
        }
        else
        {
            var visible = set ?? (_state.IsRelation(id) ? _state.Visible.ToSet() : null);
            ByValue(visible, index, counts);
            ByValue(visible, spelling, spelled);
        }

        Subtract(id, spelled, counts);
        return Sorted([.. counts.Where(count => count.Value > 0), .. spelled]);
    }

    private void ByDocument(IdSet set, int key, KeyIndex index, Dictionary<int, int> counts)
    {
        if (index.Order.Count == 0)
        {
            return;
        }

        var terms = new List<int>();
        foreach (var doc in set.ToArray())
        {
            terms.Clear();
            DocumentTerms.Collect(_state, index, doc, key, terms);
            foreach (var term in terms)
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
            }
        }
    }

    private void ByValue(IdSet? set, KeyIndex index, Dictionary<int, int> counts)
    {
        foreach (var chunk in index.Order.Chunks)
        {
            foreach (var term in chunk.Items)
            {
                var posting = _state.Of(term);
                var count = set is null ? posting.Count : posting.CountIn(set);
                if (count > 0)
                {
                    counts.Add(term, count);
                }
            }
        }
    }

    // An entity whose spelling is its own has the value in lower case too, which must not count.
    private void Subtract(int key, Dictionary<int, int> spelled, Dictionary<int, int> counts)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        var lower = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var (term, count) in spelled)
        {
            LowerCase.Write(_state.Texts.Get(_state.Terms.Value(term), scratch), lower);
            counts[_state.Terms.Find(key, _state.Texts.Find(lower.WrittenSpan))] -= count;
        }
    }

    private List<FacetValue> Sorted(KeyValuePair<int, int>[] counts)
    {
        var order = new Ordered.TermOrder(_state.Terms, _state.Texts);
        var terms = order.Sort([.. counts.Select(count => count.Key)]);
        var byTerm = new Dictionary<int, int>(counts);
        var values = new List<FacetValue>(terms.Length);
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        foreach (var term in terms)
        {
            values.Add(new FacetValue(Encoding.UTF8.GetString(_state.Texts.Get(_state.Terms.Value(term), scratch)), byTerm[term]));
        }

        return values;
    }

    private List<FacetValue> Uids(Term matches)
    {
        var set = matches.Evaluate();
        return [.. _state.Uids.From(0, backwards: false).Where(place => set.Contains(place.Doc)).Select(place => new FacetValue(place.Uid.ToString(), 1))];
    }
}
