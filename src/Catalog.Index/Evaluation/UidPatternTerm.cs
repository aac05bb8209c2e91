using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents whose uid, as text, passes a test.</summary>
internal sealed class UidPatternTerm(IndexState state, UidPatternTerm.Test test, string text) : Term
{
    /// <inheritdoc/>
    public override long Estimate => state.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => state.Visible.ToSet().Where(Matches);

    /// <inheritdoc/>
    public override bool Matches(int doc)
    {
        Span<byte> uid = stackalloc byte[36];
        state.Documents[doc]!.Uid.TryFormat(uid, out _);
        return test(uid);
    }

    /// <inheritdoc/>
    public override string Describe() => $"metadata.uid {text} (every one is tried)";

    /// <summary>A test of a uid's text.</summary>
    internal delegate bool Test(ReadOnlySpan<byte> uid);
}
