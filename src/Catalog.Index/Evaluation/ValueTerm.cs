using System.Text;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents that have one of some values for a key.</summary>
internal sealed class ValueTerm : Term
{
    private readonly IndexState _state;
    private readonly List<Posting> _postings = [];
    private readonly bool _isRelation;
    private readonly string _text;

    /// <summary>Binds a key and its values.</summary>
    public ValueTerm(IndexState state, string key, IReadOnlyList<string> values)
    {
        _state = state;
        _text = $"{key}={string.Join('|', values.Take(3))}{(values.Count > 3 ? "|…" : "")}";
        var keyText = state.KeyOf(Encoding.UTF8.GetBytes(key));
        _isRelation = state.IsRelation(keyText);
        foreach (var value in keyText < 0 ? [] : values.Distinct())
        {
            var text = state.Texts.Find(Encoding.UTF8.GetBytes(value));
            if (text >= 0 && state.Of(keyText, text) is { Count: > 0 } posting)
            {
                _postings.Add(posting);
            }
        }

        Estimate = _postings.Sum(posting => (long)posting.Count);
    }

    /// <inheritdoc/>
    public override long Estimate { get; }

    /// <inheritdoc/>
    public override IdSet Evaluate()
    {
        var found = Union();
        return _isRelation ? IdSet.AndNot(found, _state.Hidden.ToSet()) : found;
    }

    /// <inheritdoc/>
    public override bool Matches(int doc)
    {
        foreach (var posting in _postings)
        {
            if (posting.Contains(doc))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override int Count() => _postings.Count switch
    {
        0 => 0,
        1 => _postings[0].Count - (_isRelation ? _postings[0].CountIn(_state.Hidden.ToSet()) : 0),
        _ => Evaluate().Count,
    };

    /// <inheritdoc/>
    public override string Describe() => $"{_text} ({Estimate})";

    private IdSet Union()
    {
        if (_postings.Count <= 1)
        {
            return _postings.Count == 0 ? IdSet.Empty : _postings[0].ToSet();
        }

        var union = new UnionBuilder(_state.DocumentLimit);
        foreach (var posting in _postings)
        {
            posting.AddTo(ref union);
        }

        return union.Build();
    }
}
