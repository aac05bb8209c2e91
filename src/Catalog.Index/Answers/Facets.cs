using System.Runtime.InteropServices;
using System.Text;
using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
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

    private const int WalkStep = 15;
    private const int SortStep = 500;

    private readonly IndexState _state = source.State;
    private readonly TermOrder _order = new(source.State.Terms, source.State.Texts);

    /// <summary>Counts; ordered by value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="set">The matches; null for everything.</param>
    public IReadOnlyList<FacetValue> Count(string key, IdSet? set)
    {
        if (key == WellKnown.Uid)
        {
            return Uids(set);
        }

        var id = _state.KeyOf(Encoding.UTF8.GetBytes(key));
        if (id < 0 || set is { Count: 0 })
        {
            return [];
        }

        var counts = new Dictionary<int, int>();
        var spelled = new Dictionary<int, int>();
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
        return Values(Merge(Sorted(index, counts), Sorted(spelling, spelled)));
    }

    private void ByDocument(IdSet set, int key, KeyIndex index, Dictionary<int, int> counts)
    {
        if (index.Order.Count == 0)
        {
            return;
        }

        var terms = new List<int>();
        foreach (var doc in set)
        {
            terms.Clear();
            DocumentTerms.Collect(_state, index, doc, key, terms);
            foreach (var term in terms)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
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

    // What was counted is a part of the key's order: walked when it is a large one, sorted when it is small.
    private List<(int Term, int Count)> Sorted(KeyIndex index, Dictionary<int, int> counts)
    {
        var sorted = new List<(int Term, int Count)>(counts.Count);
        if ((long)counts.Count * SortStep < (long)index.Order.Count * WalkStep)
        {
            foreach (var term in _order.Sort([.. counts.Keys]))
            {
                Add(sorted, term, counts[term]);
            }

            return sorted;
        }

        foreach (var chunk in index.Order.Chunks)
        {
            foreach (var term in chunk.Items)
            {
                Add(sorted, term, counts.GetValueOrDefault(term));
            }
        }

        return sorted;
    }

    private static void Add(List<(int Term, int Count)> sorted, int term, int count)
    {
        if (count > 0)
        {
            sorted.Add((term, count));
        }
    }

    private List<(int Term, int Count)> Merge(List<(int Term, int Count)> a, List<(int Term, int Count)> b)
    {
        if (a.Count == 0 || b.Count == 0)
        {
            return a.Count == 0 ? b : a;
        }

        var merged = new List<(int Term, int Count)>(a.Count + b.Count);
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            merged.Add(j == b.Count || (i < a.Count && _order.Compare(a[i].Term, b[j].Term) <= 0) ? a[i++] : b[j++]);
        }

        return merged;
    }

    private List<FacetValue> Values(List<(int Term, int Count)> counted)
    {
        var values = new List<FacetValue>(counted.Count);
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        Span<int> texts = stackalloc int[TextPool.MaxWarm];
        var rest = CollectionsMarshal.AsSpan(counted);
        while (!rest.IsEmpty)
        {
            var part = rest[..Math.Min(rest.Length, texts.Length)];
            for (var i = 0; i < part.Length; i++)
            {
                texts[i] = _state.Terms.Value(part[i].Term);
            }

            _state.Texts.WarmTexts(texts[..part.Length]);
            for (var i = 0; i < part.Length; i++)
            {
                values.Add(new FacetValue(Encoding.UTF8.GetString(_state.Texts.Get(texts[i], scratch)), part[i].Count));
            }

            rest = rest[part.Length..];
        }

        return values;
    }

    private List<FacetValue> Uids(IdSet? set) =>
        [.. _state.Uids.From(0, backwards: false).Where(place => set?.Contains(place.Doc) != false).Select(place => new FacetValue(place.Uid.ToString(), 1))];
}
