using System.Text;
using Catalog.Index.Memory;
using Catalog.Index.Query;
using Catalog.Index.Sets;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>Documents with a value that contains some text. Chunks of the key's order whose trigrams rule the text out are skipped.</summary>
internal sealed class TextTerm : Term
{
    private readonly Readable _source;
    private readonly LikePattern _pattern;
    private readonly int _key;
    private readonly string _text;

    /// <summary>Binds a key and a pattern.</summary>
    public TextTerm(Readable source, string key, LikePattern pattern, string term)
    {
        _source = source;
        _pattern = pattern;
        _key = source.State.KeyOf(Encoding.UTF8.GetBytes(key));
        _text = $"{key} contains {term}";
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

        var index = _source.Key(_key);
        var found = index.Found(_text, () => Search(index));
        return _source.State.IsRelation(_key) ? IdSet.AndNot(found, _source.State.Hidden.ToSet()) : found;
    }

    /// <inheritdoc/>
    public override bool Matches(int doc) => _key >= 0 && DocumentTerms.Any(_source, doc, _key, Contains);

    /// <inheritdoc/>
    public override string Describe() => $"{_text} (chunks of its order with all its trigrams)";

    private IdSet Search(KeyIndex index)
    {
        var state = _source.State;
        var union = new UnionBuilder(state.DocumentLimit);
        foreach (var chunk in index.Order.Chunks)
        {
            foreach (var i in ChunkText.Of(chunk, state).Find(_pattern))
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
