using Catalog.Index.Ordered;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Answers;

/// <summary>Gives documents in the order of their uids, beginning after one of them.</summary>
internal sealed class UidWalk(IndexState state)
{
    private const double WalkStep = 25;
    private const double SortStep = 250;

    /// <summary>The estimated cost of walking the order of all uids until enough of a set are found.</summary>
    public double WalkCost(int setSize, long need) => Math.Min((double)need / Math.Max(1, setSize), 1) * state.Count * WalkStep;

    /// <summary>The estimated cost of sorting a set.</summary>
    public static double SortCost(int setSize) => setSize * SortStep;

    /// <summary>The documents of a set, or all visible ones.</summary>
    /// <param name="set">Which; null for all.</param>
    /// <param name="after">Where to begin, exclusive; null for the start.</param>
    /// <param name="backwards">The direction.</param>
    /// <param name="need">About how many will be taken.</param>
    public IEnumerable<int> Documents(IdSet? set, Guid? after, bool backwards, long need)
    {
        if (set is not null && SortCost(set.Count) < WalkCost(set.Count, need))
        {
            return Sorted(set, after, backwards);
        }

        var rank = after is not { } uid ? backwards ? state.Uids.Count - 1 : 0
            : backwards ? state.Uids.RankOf(place => place.Uid.CompareTo(uid)) - 1
            : state.Uids.RankOf(place => place.Uid.CompareTo(uid) <= 0 ? -1 : 1);
        var places = state.Uids.From(rank, backwards);
        return set is null ? places.Select(place => place.Doc) : places.Where(place => set.Contains(place.Doc)).Select(place => place.Doc);
    }

    private IEnumerable<int> Sorted(IdSet set, Guid? after, bool backwards)
    {
        var places = new List<UidPlace>(set.Count);
        foreach (var doc in set)
        {
            places.Add(new UidPlace(state.Documents[doc]!.Uid, doc));
        }

        places.Sort();
        if (backwards)
        {
            places.Reverse();
        }

        var sign = backwards ? -1 : 1;
        return places.SkipWhile(place => after is { } uid && place.Uid.CompareTo(uid) * sign <= 0).Select(place => place.Doc);
    }
}
