using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents with one of some uids.</summary>
internal sealed class UidTerm : Term
{
    private readonly IdSet _found;

    /// <summary>Binds uids as text.</summary>
    public UidTerm(IndexState state, IReadOnlyList<string> values)
    {
        var docs = values.Select(value => Find(state, value)).Where(doc => doc >= 0).Distinct().Order().ToArray();
        _found = IdSet.Of(docs);
    }

    /// <inheritdoc/>
    public override long Estimate => _found.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => _found;

    /// <inheritdoc/>
    public override bool Matches(int doc) => _found.Contains(doc);

    /// <inheritdoc/>
    public override string Describe() => $"metadata.uid ({_found.Count})";

    /// <summary>The document with a uid; -1 when there is none.</summary>
    public static int Find(IndexState state, Guid uid)
    {
        var rank = state.Uids.RankOf(place => place.Uid.CompareTo(uid));
        return rank < state.Uids.Count && state.Uids[rank] is { } found && found.Uid == uid ? found.Doc : -1;
    }

    private static int Find(IndexState state, string value) => Guid.TryParseExact(value, "D", out var uid) ? Find(state, uid) : -1;
}
