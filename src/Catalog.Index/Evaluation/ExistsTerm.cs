using System.Text;
using Catalog.Index.Memory;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that have a key, whatever its value.</summary>
internal sealed class ExistsTerm : Term
{
    private readonly IndexState _state;
    private readonly Posting _others;
    private readonly Posting _trues;
    private readonly bool _isRelation;
    private readonly string _key;

    /// <summary>Binds a key.</summary>
    public ExistsTerm(IndexState state, string key)
    {
        _state = state;
        _key = key;
        var text = state.KeyOf(Encoding.UTF8.GetBytes(key));
        _others = text < 0 ? default : state.Of(InternalKey.Exists, text);
        _trues = text < 0 ? default : state.Of(text, TextPool.True);
        _isRelation = state.IsRelation(text);
    }

    /// <inheritdoc/>
    public override long Estimate => _others.Count + _trues.Count;

    /// <inheritdoc/>
    public override IdSet Evaluate() => _isRelation ? IdSet.AndNot(Union(), _state.Hidden.ToSet()) : Union();

    /// <inheritdoc/>
    public override bool Matches(int doc) => _others.Contains(doc) || _trues.Contains(doc);

    /// <inheritdoc/>
    public override int Count() => _isRelation || (_others.Count > 0 && _trues.Count > 0) ? Evaluate().Count : _others.Count + _trues.Count;

    /// <inheritdoc/>
    public override string Describe() => $"{_key} exists ({Estimate})";

    private IdSet Union() => _trues.Count == 0 ? _others.ToSet() : _others.Count == 0 ? _trues.ToSet() : IdSet.Or(_others.ToSet(), _trues.ToSet());
}
