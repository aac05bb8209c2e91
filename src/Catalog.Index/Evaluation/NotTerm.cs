using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that do not match.</summary>
internal sealed class NotTerm(IndexState state, Term inner) : Term
{
    /// <summary>What they do not match.</summary>
    public Term Inner => inner;

    /// <inheritdoc/>
    public override long Estimate => state.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => IdSet.AndNot(state.Visible.ToSet(), inner.Evaluate());

    /// <inheritdoc/>
    public override bool Matches(int doc) => !inner.Matches(doc);

    /// <inheritdoc/>
    public override int Count() => state.Count - inner.Count();

    /// <inheritdoc/>
    public override string Describe() => "not " + inner.Describe();
}
