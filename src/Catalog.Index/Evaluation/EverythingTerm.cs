using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Every visible document.</summary>
internal sealed class EverythingTerm(IndexState state) : Term
{
    /// <inheritdoc/>
    public override long Estimate => state.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => state.Visible.ToSet();

    /// <inheritdoc/>
    public override bool Matches(int doc) => true;

    /// <inheritdoc/>
    public override int Count() => state.Count;

    /// <inheritdoc/>
    public override string Describe() => $"everything ({state.Count})";
}
