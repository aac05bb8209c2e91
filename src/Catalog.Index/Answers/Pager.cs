using System.Text;
using Catalog.Index.Evaluation;
using Catalog.Index.Memory;
using Catalog.Index.Query;
using Catalog.Index.Rows;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Answers;

/// <summary>Answers one page of one question for a list.</summary>
internal sealed class Pager
{
    private readonly Readable _source;
    private readonly IndexState _state;
    private readonly EntityQuery _query;
    private readonly PageRequest _page;
    private readonly Term _term;
    private readonly IdSet? _matches;
    private readonly int _key;

    /// <summary>Finds the matches.</summary>
    public Pager(Readable source, EntityQuery query, PageRequest page)
    {
        _source = source;
        _state = source.State;
        _query = query;
        _page = page;
        _term = new Binder(source).Bind(query.Where, query.Text);
        _key = KeyOf();
        var countOnly = page.Limit == 0 && IsByUid;
        _matches = _term is EverythingTerm || countOnly ? null : _term.Evaluate();
        Total = page.CountTotal ? CountTotal(countOnly) : null;
    }

    /// <summary>How many entities match; null when nobody asked.</summary>
    public int? Total { get; }

    private bool IsBySeveral => _query.Missing == MissingOrder.Last && _query.Order.Count > 1;

    private bool IsByUid => _query.Order.Count == 0 ? _query.Missing == MissingOrder.Exclude : !IsBySeveral && _query.Order[0].Key == WellKnown.Uid;

    private bool Descending => _query.Order is [{ Descending: true }, ..];

    private bool ValuesBackwards => Descending != _page.Backwards;

    // Ties go the way of the order in by-query, and always up in the list that puts missing values last.
    private bool UidsBackwards => _query.Missing == MissingOrder.Exclude ? ValuesBackwards : _page.Backwards;

    private long Need => (long)_page.Offset + _page.Limit + 1;

    /// <summary>The page.</summary>
    public QueryPage Answer()
    {
        if (_page.Limit == 0)
        {
            return new QueryPage([], Total, false);
        }

        var taken = Rows().Skip(_page.Offset).Take((int)Math.Min(int.MaxValue, (long)_page.Limit + 1)).ToList();
        var more = taken.Count > _page.Limit;
        if (more)
        {
            taken.RemoveAt(taken.Count - 1);
        }

        if (_page.Backwards)
        {
            taken.Reverse();
        }

        return new QueryPage(taken.ConvertAll(Hit), Total, more);
    }

    /// <summary>How the page is found.</summary>
    public QueryPlan Explain()
    {
        var size = _matches?.Count ?? _state.Count;
        var (walk, sort) = IsByUid || _key == -1
            ? (new UidWalk(_state).WalkCost(size, Need), UidWalk.SortCost(size))
            : (Ordered().WalkCost(size, Need), Ordered().SortCost(size));
        var name = IsByUid ? "uid" : _query.Order.Count > 0 ? _query.Order[0].Key : "ref";
        var strategy = IsBySeveral ? "sort the matches by several fields"
            : _matches is null ? $"walk the order by {name}"
            : walk <= sort ? $"walk the order by {name}, keeping what matches"
            : $"sort the matches by {name}";
        return new QueryPlan(_term.Describe(), size, strategy, walk, sort);
    }

    private int KeyOf() => IsByUid ? -1
        : _query.Order.Count == 0 ? InternalKey.Ref
        : _state.KeyOf(Encoding.UTF8.GetBytes(_query.Order[0].Key));

    private IEnumerable<Row> Rows()
    {
        if (IsByUid)
        {
            return new UidWalk(_state).Documents(_matches, _page.From?.Uid, ValuesBackwards, Need).Select(doc => new Row(doc, -1));
        }

        if (_query.Missing == MissingOrder.Exclude)
        {
            return _key == -1 ? [] : Valued();
        }

        if (IsBySeveral)
        {
            return new MultiSort(_source, _query.Order).Rows(Matched());
        }

        var from = _page.From;
        var startsMissing = from is { Value: null };
        var valued = _key == -1 || (startsMissing && !_page.Backwards) ? [] : Valued();
        var missing = from is { Value: not null } && _page.Backwards ? [] : Missing(startsMissing ? from!.Value.Uid : null);
        return _page.Backwards ? missing.Concat(valued) : valued.Concat(missing);
    }

    private IEnumerable<Row> Valued()
    {
        var set = _matches ?? (_key == InternalKey.Ref || _state.IsRelation(_key) ? _state.Visible.ToSet() : null);
        var walk = Ordered();
        var from = _page.From is { Value: { } value } ? Encoding.UTF8.GetBytes(value) : null;
        var uid = _page.From?.Uid ?? default;
        return set is not null && walk.SortCost(set.Count) < walk.WalkCost(set.Count, Need)
            ? walk.Sort(set, from, uid)
            : walk.Walk(set, from, uid, Need);
    }

    private OrderedWalk Ordered() => new(_source, _key, ValuesBackwards, UidsBackwards, RowFilter());

    // A text filter on the order field alone asks the very value that orders the row.
    private Func<int, bool>? RowFilter()
    {
        if (_query.Missing == MissingOrder.Last || _query.Text is not { Term.Length: > 0, Fields: [var only] } || _query.Order.Count == 0 || only != _query.Order[0].Key)
        {
            return null;
        }

        var pattern = new LikePattern(_query.Text.Term);
        return term =>
        {
            Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
            return pattern.Matches(_state.Texts.Get(_state.Terms.Value(term), scratch));
        };
    }

    private IEnumerable<Row> Missing(Guid? after)
    {
        var without = _key == -1 ? Matched() : IdSet.AndNot(Matched(), WithValue());
        return new UidWalk(_state).Documents(without, after, _page.Backwards, Need).Select(doc => new Row(doc, -1));
    }

    private IdSet Matched() => _matches ?? _state.Visible.ToSet();

    // The documents that have the order key with a value that is not null.
    private IdSet WithValue()
    {
        if (_key == InternalKey.Ref)
        {
            return _state.Visible.ToSet();
        }

        var having = new ExistsTerm(_state, _query.Order[0].Key).Evaluate();
        var nulls = _state.Of(_key, TextPool.Null);
        return nulls.Count == 0 ? having
            : IdSet.AndNot(having, nulls.ToSet().Where(doc => !DocumentTerms.Any(_source, doc, _key, static _ => true)));
    }

    private int CountTotal(bool countOnly)
    {
        if (countOnly)
        {
            return _term.Count();
        }

        if (_query.Missing == MissingOrder.Last || IsByUid)
        {
            return _matches?.Count ?? _state.Count;
        }

        return _key == -1 ? 0 : IdSet.AndCount(Matched(), WithValue());
    }

    private Hit Hit(Row row)
    {
        var uid = _state.Documents[row.Doc]!.Uid;
        if (row.Term < 0)
        {
            return new Hit(row.Doc, new PagePosition(_query.Order.Count > 0 && _query.Order[0].Key == WellKnown.Uid ? uid.ToString() : null, uid));
        }

        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return new Hit(row.Doc, new PagePosition(Encoding.UTF8.GetString(_state.Texts.Get(_state.Terms.Value(row.Term), scratch)), uid));
    }
}
