using System.Text;
using Catalog.Index.Evaluation;
using Catalog.Index.Ordered;
using Catalog.Index.Query;
using Catalog.Index.Rows;
using Catalog.Index.Sets;

namespace Catalog.Index.Answers;

/// <summary>Sorts matches by several fields, as GET /entities does: missing values last, ties by uid; an array field gives one row for each value.</summary>
internal sealed class MultiSort(Readable source, IReadOnlyList<OrderField> order)
{
    private readonly TermOrder _terms = new(source.State.Terms, source.State.Texts);
    private readonly int[] _keys = [.. order.Select(field => source.State.KeyOf(Encoding.UTF8.GetBytes(field.Key)))];

    /// <summary>The rows, in order; a row's term is that of the first field.</summary>
    public IEnumerable<Row> Rows(IdSet set)
    {
        var rows = new List<Combined>(set.Count);
        foreach (var doc in set)
        {
            Combine(doc, [], rows);
        }

        rows.Sort(Compare);
        return rows.Select(row => new Row(row.Doc, row.Terms[0]));
    }

    private void Combine(int doc, int[] terms, List<Combined> rows)
    {
        if (terms.Length == _keys.Length)
        {
            rows.Add(new Combined(doc, terms));
            return;
        }

        var found = new List<int>();
        if (_keys[terms.Length] >= 0 && order[terms.Length].Key != WellKnown.Uid)
        {
            DocumentTerms.Collect(source.State, source.Key(_keys[terms.Length]), doc, _keys[terms.Length], found);
        }

        foreach (var term in found.Count == 0 ? [-1] : found)
        {
            Combine(doc, [.. terms, term], rows);
        }
    }

    private int Compare(Combined a, Combined b)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            var c = order[i].Key == WellKnown.Uid ? ByUid(a, b) : (a.Terms[i], b.Terms[i]) switch
            {
                (-1, -1) => 0,
                (-1, _) => order[i].Descending ? -1 : 1,
                (_, -1) => order[i].Descending ? 1 : -1,
                var (x, y) => _terms.Compare(x, y),
            };
            if (c != 0)
            {
                return order[i].Descending ? -c : c;
            }
        }

        return ByUid(a, b);
    }

    private int ByUid(Combined a, Combined b) => source.State.Documents[a.Doc]!.Uid.CompareTo(source.State.Documents[b.Doc]!.Uid);

    private sealed record Combined(int Doc, int[] Terms);
}
