using System.Collections.Concurrent;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>
/// A state as questions read it. What is kept for a key only once it is asked for is made here the first time, for this state, and the
/// writer is told to keep it from then on.
/// </summary>
internal sealed class Readable(IndexState state, Action<int> keep)
{
    private readonly ConcurrentDictionary<int, Lazy<KeyIndex>> _made = new();

    /// <summary>The state.</summary>
    public IndexState State => state;

    /// <summary>Whether the order of a key is at hand.</summary>
    public bool Has(int key) => state.Keys.ContainsKey(key);

    /// <summary>The order and column of a key.</summary>
    public KeyIndex Key(int key)
    {
        if (state.Keys.TryGetValue(key, out var known))
        {
            return known;
        }

        if (key < InternalKey.Last && !state.Spelled.Contains(InternalKey.TextOf(key)))
        {
            return KeyIndex.Empty;
        }

        return _made.GetOrAdd(key, static (key, self) => new Lazy<KeyIndex>(() => self.Make(key)), this).Value;
    }

    private KeyIndex Make(int key)
    {
        keep(key);
        var terms = KeyIndex.TermsOf(state, key);
        var order = SortedChunks<int>.Of(new TermOrder(state.Terms, state.Texts).Sort(terms));
        var hasColumn = (key >= 0 || key < InternalKey.Last) && !state.IsRelation(key);
        return new KeyIndex(order, hasColumn ? KeyIndex.Fill(state, terms).Freeze() : default, hasColumn);
    }
}
