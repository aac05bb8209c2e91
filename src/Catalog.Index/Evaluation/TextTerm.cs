using System.Numerics;
using System.Text;
using Catalog.Index.Memory;
using Catalog.Index.Query;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents with a value that contains some text. Values whose groups' trigrams rule the text out are not looked at.</summary>
internal sealed class TextTerm : Term
{
    private readonly Readable _source;
    private readonly LikePattern _pattern;
    private readonly int _key;
    private readonly string _text;
    private readonly long _having;
    private long _estimate = -1;

    /// <summary>Binds a key and a pattern.</summary>
    public TextTerm(Readable source, string key, LikePattern pattern, string term)
    {
        _source = source;
        _pattern = pattern;
        _key = source.State.KeyOf(Encoding.UTF8.GetBytes(key));
        _text = $"{key} contains {term}";
        _having = new ExistsTerm(source.State, key).Estimate;
    }

    /// <inheritdoc/>
    public override long Estimate => _estimate >= 0 ? _estimate : _estimate = _having == 0 ? 0 : Candidates();

    /// <inheritdoc/>
    public override IdSet Evaluate()
    {
        if (_having == 0)
        {
            return IdSet.Empty;
        }

        var index = _source.Key(_key);
        var found = index.Found(_text, () => Search(index));
        return _source.State.IsRelation(_key) ? IdSet.AndNot(found, _source.State.Hidden.ToSet()) : found;
    }

    /// <inheritdoc/>
    public override bool Matches(int doc) => _key >= 0 && DocumentTerms.Any(_source, doc, _key, Contains);

    /// <inheritdoc/>
    public override string Describe() => $"{_text} ({Estimate} to look at, by trigrams)";

    private long Candidates()
    {
        var index = _source.Key(_key);
        if (index.TryFound(_text, out var found))
        {
            return found.Count;
        }

        var groups = 0L;
        foreach (var chunk in index.Order.Chunks)
        {
            groups += BitOperations.PopCount(ChunkText.Of(chunk, _source.State).Candidates(_pattern));
        }

        return Math.Min(_having, groups * ChunkText.GroupSize);
    }

    private IdSet Search(KeyIndex index)
    {
        var state = _source.State;
        var union = new UnionBuilder(state.DocumentLimit);
        var places = new List<int>();
        foreach (var chunk in index.Order.Chunks)
        {
            var text = ChunkText.Of(chunk, state);
            places.Clear();
            text.Find(_pattern, text.Candidates(_pattern), places);
            foreach (var i in places)
            {
                state.Of(chunk.Items[i]).AddTo(ref union);
            }
        }

        return union.Build();
    }

    private bool Contains(int term)
    {
        Span<byte> scratch = stackalloc byte[TextPool.ScratchLength];
        return _pattern.Matches(_source.State.Texts.Get(_source.State.Terms.Value(term), scratch));
    }
}
