using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that match all parts. The part with the fewest goes first; what is left of it decides how the others are asked.</summary>
internal sealed class AllTerm : Term
{
    // Testing one document costs about as much as intersecting this many members of a set.
    private const int TestCost = 16;

    private readonly IndexState _state;
    private readonly Term[] _parts;

    /// <summary>Binds the parts.</summary>
    public AllTerm(IndexState state, Term[] parts)
    {
        _state = state;
        _parts = [.. parts.OrderBy(part => part is NotTerm).ThenBy(part => part.Estimate)];
    }

    /// <inheritdoc/>
    public override long Estimate => _parts[0].Estimate;

    /// <inheritdoc/>
    public override IdSet Evaluate() => Narrow(_parts.Length);

    /// <inheritdoc/>
    public override bool Matches(int doc)
    {
        foreach (var part in _parts)
        {
            if (!part.Matches(doc))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override int Count()
    {
        var left = Narrow(_parts.Length - 1);
        var last = _parts[^1];
        return last is ValueTerm or ExistsTerm ? IdSet.AndCount(left, last.Evaluate()) : Narrow(left, last).Count;
    }

    /// <inheritdoc/>
    public override string Describe() => "all of (" + string.Join(", then ", _parts.Select(part => part.Describe())) + ")";

    private IdSet Narrow(int count)
    {
        var start = _parts[0] is NotTerm ? 0 : 1;
        var left = start == 0 ? _state.Visible.ToSet() : _parts[0].Evaluate();
        for (var i = start; i < count && left.Count > 0; i++)
        {
            left = Narrow(left, _parts[i]);
        }

        return left;
    }

    private static IdSet Narrow(IdSet left, Term part)
    {
        if (part is NotTerm not)
        {
            return (long)left.Count * TestCost < not.Inner.Estimate ? left.Where(part.Matches) : IdSet.AndNot(left, not.Inner.Evaluate());
        }

        return part is not (ValueTerm or ExistsTerm or EverythingTerm) && (long)left.Count * TestCost < part.Estimate
            ? left.Where(part.Matches)
            : IdSet.And(left, part.Evaluate());
    }
}
