using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that match at least one part: the union of the branches, each answered in its own best way.</summary>
internal sealed class AnyTerm(IndexState state, Term[] parts) : Term
{
    /// <inheritdoc/>
    public override long Estimate { get; } = Math.Min(state.Count, parts.Sum(part => part.Estimate));

    /// <inheritdoc/>
    public override IdSet Evaluate()
    {
        var union = new UnionBuilder(state.DocumentLimit);
        foreach (var part in parts)
        {
            union.Add(part.Evaluate());
        }

        return union.Build();
    }

    /// <inheritdoc/>
    public override bool Matches(int doc)
    {
        foreach (var part in parts)
        {
            if (part.Matches(doc))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string Describe() => "any of (" + string.Join(", ", parts.Take(8).Select(part => part.Describe())) + (parts.Length > 8 ? ", …)" : ")");
}
