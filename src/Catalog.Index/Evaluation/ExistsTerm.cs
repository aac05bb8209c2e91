using System.Text;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that have a key, whatever its value.</summary>
internal sealed class ExistsTerm : Term
{
    private readonly IndexState _state;
    private readonly Posting _posting;
    private readonly bool _isRelation;
    private readonly string _key;

    /// <summary>Binds a key.</summary>
    public ExistsTerm(IndexState state, string key)
    {
        _state = state;
        _key = key;
        var text = state.KeyOf(Encoding.UTF8.GetBytes(key));
        _posting = text < 0 ? default : state.Of(InternalKey.Exists, text);
        _isRelation = state.IsRelation(text);
    }

    /// <inheritdoc/>
    public override long Estimate => _posting.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => _isRelation ? IdSet.AndNot(_posting.ToSet(), _state.Hidden.ToSet()) : _posting.ToSet();

    /// <inheritdoc/>
    public override bool Matches(int doc) => _posting.Contains(doc);

    /// <inheritdoc/>
    public override int Count() => _posting.Count - (_isRelation ? _posting.CountIn(_state.Hidden.ToSet()) : 0);

    /// <inheritdoc/>
    public override string Describe() => $"{_key} exists ({_posting.Count})";
}
