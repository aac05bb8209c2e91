using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Answers;

/// <summary>
/// Gives rows in the order of one key's values, ties by uid: either by walking the key's order and keeping what matches, good for broad
/// conditions, or by sorting the matches, good for narrow ones.
/// </summary>
internal sealed class OrderedWalk(Readable source, int key, bool valuesBackwards, bool uidsBackwards, Func<int, bool>? rowFilter)
{
    private const double WalkStep = 60;
    private const double SortStep = 500;

    private readonly IndexState _state = source.State;
    private readonly KeyIndex _index = source.Key(key);
    private readonly TermOrder _order = new(source.State.Terms, source.State.Texts);

    /// <summary>The estimated cost of walking.</summary>
    public double WalkCost(int setSize, long need) => Math.Min((double)need / Math.Max(1, setSize), 1) * _index.Order.Count * WalkStep;

    /// <summary>The estimated cost of sorting.</summary>
    public double SortCost(int setSize) => setSize * (_index.HasColumn ? SortStep : 4 * SortStep);

    /// <summary>The rows of a set, or of all that have the key, by walking.</summary>
    /// <param name="set">Which documents; null for all, of keys that only visible documents have.</param>
    /// <param name="after">The value to begin in, in UTF-8; null for the start.</param>
    /// <param name="uid">The uid after which to begin within that value.</param>
    /// <param name="need">About how many will be taken.</param>
    public IEnumerable<Row> Walk(IdSet? set, byte[]? after, Guid uid, long need)
    {
        var uids = new UidWalk(_state);
        foreach (var term in _index.Order.From(Start(after), valuesBackwards))
        {
            var posting = _state.Of(term);
            var isStart = after is not null && Compare(term, after) == 0;
            if (posting.Single is >= 0 and var doc)
            {
                if ((set is null || set.Contains(doc)) && (!isStart || IsAfter(doc, uid)) && rowFilter?.Invoke(term) != false)
                {
                    yield return new Row(doc, term);
                }

                continue;
            }

            var group = set is null ? posting.ToSet() : IdSet.And(posting.ToSet(), set);
            foreach (var member in group.Count == 0 || rowFilter?.Invoke(term) == false ? [] : uids.Documents(group, isStart ? uid : null, uidsBackwards, need))
            {
                yield return new Row(member, term);
            }
        }
    }

    /// <summary>The rows of a set by sorting.</summary>
    public IEnumerable<Row> Sort(IdSet set, byte[]? after, Guid uid)
    {
        var rows = new List<SortRow>(set.Count);
        var terms = new List<int>();
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        foreach (var doc in set)
        {
            terms.Clear();
            DocumentTerms.Collect(_state, _index, doc, key, terms);
            foreach (var term in terms)
            {
                var value = _state.Texts.Get(_state.Terms.Value(term), scratch);
                if ((rowFilter is null || rowFilter(term)) && (after is null || IsAfter(value.SequenceCompareTo(after), doc, uid)))
                {
                    rows.Add(new SortRow(TermOrder.Prefix(value), term, doc));
                }
            }
        }

        rows.Sort(Compare);
        return rows.Select(row => new Row(row.Doc, row.Term));
    }

    private int Start(byte[]? after)
    {
        if (after is null)
        {
            return valuesBackwards ? _index.Order.Count - 1 : 0;
        }

        return valuesBackwards
            ? _index.Order.RankOf(term => Compare(term, after) <= 0 ? -1 : 1) - 1
            : _index.Order.RankOf(term => Compare(term, after));
    }

    private int Compare(int term, byte[] value)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return _state.Texts.Get(_state.Terms.Value(term), scratch).SequenceCompareTo(value);
    }

    private int Compare(SortRow a, SortRow b)
    {
        var c = a.Prefix.CompareTo(b.Prefix);
        c = c != 0 || a.Term == b.Term ? c : _order.Compare(a.Term, b.Term);
        if (c != 0)
        {
            return valuesBackwards ? -c : c;
        }

        c = _state.Documents[a.Doc]!.Uid.CompareTo(_state.Documents[b.Doc]!.Uid);
        return uidsBackwards ? -c : c;
    }

    private bool IsAfter(int compared, int doc, Guid uid) => compared == 0 ? IsAfter(doc, uid) : compared > 0 != valuesBackwards;

    private bool IsAfter(int doc, Guid uid) => _state.Documents[doc]!.Uid.CompareTo(uid) is var c && (uidsBackwards ? c < 0 : c > 0);

    private readonly record struct SortRow(ulong Prefix, int Term, int Doc);
}
