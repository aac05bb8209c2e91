using System.Text;
using Catalog.Index.Memory;
using Catalog.Index.Sets;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that have a value that starts with some text: a range of the key's order.</summary>
internal sealed class PrefixTerm : Term
{
    private readonly Readable _source;
    private readonly byte[] _prefix;
    private readonly int _key;
    private readonly string _text;

    /// <summary>Binds a key and a prefix.</summary>
    public PrefixTerm(Readable source, string key, string prefix)
    {
        _source = source;
        _prefix = Encoding.UTF8.GetBytes(prefix);
        _key = source.State.KeyOf(Encoding.UTF8.GetBytes(key));
        _text = $"{key} starts with {prefix}";
        Estimate = new ExistsTerm(source.State, key).Estimate;
    }

    /// <inheritdoc/>
    public override long Estimate { get; }

    /// <inheritdoc/>
    public override IdSet Evaluate()
    {
        if (Estimate == 0)
        {
            return IdSet.Empty;
        }

        var state = _source.State;
        var order = _source.Key(_key).Order;
        var union = new UnionBuilder(state.DocumentLimit);
        foreach (var term in order.From(order.RankOf(term => Compare(term)), backwards: false))
        {
            if (!Starts(term))
            {
                break;
            }

            state.Of(term).AddTo(ref union);
        }

        var found = union.Build();
        return state.IsRelation(_key) ? IdSet.AndNot(found, state.Hidden.ToSet()) : found;
    }

    /// <inheritdoc/>
    public override bool Matches(int doc) => _key >= 0 && DocumentTerms.Any(_source, doc, _key, Starts);

    /// <inheritdoc/>
    public override string Describe() => $"{_text} (a range of its order)";

    private int Compare(int term)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return _source.State.Texts.Get(_source.State.Terms.Value(term), scratch).SequenceCompareTo(_prefix);
    }

    private bool Starts(int term)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return _source.State.Texts.Get(_source.State.Terms.Value(term), scratch).StartsWith(_prefix);
    }
}
