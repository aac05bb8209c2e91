using System.Collections.Concurrent;
using Catalog.Index.Memory;
using Catalog.Index.Ordered;
using Catalog.Index.Sets;

namespace Catalog.Index.State;

/// <summary>What is kept for a key once a question has ordered, searched or counted by it. Immutable.</summary>
/// <param name="Order">The key's terms that have documents, by value; null values are left out.</param>
/// <param name="Column">For each document, its term plus one; 0 for none, -1 for several.</param>
/// <param name="HasColumn">Whether the column is kept; relations have none.</param>
internal sealed record KeyIndex(SortedChunks<int> Order, PagedView<int> Column, bool HasColumn)
{
    private const int MaxRemembered = 64;

    private readonly ConcurrentDictionary<string, IdSet> _found = new();

    /// <summary>What a key has that no entity has.</summary>
    public static KeyIndex Empty { get; } = new(SortedChunks<int>.Empty, default, true);

    /// <summary>In a column: the document has several terms.</summary>
    public const int Several = -1;

    /// <summary>What a search of the values has found before, if that is remembered.</summary>
    public bool TryFound(string search, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IdSet? found) => _found.TryGetValue(search, out found);

    /// <summary>What a search of the values found, or finds now; remembered as long as nothing about the key changes, which further pages live on.</summary>
    public IdSet Found(string search, Func<IdSet> find)
    {
        if (_found.TryGetValue(search, out var known))
        {
            return known;
        }

        if (_found.Count >= MaxRemembered)
        {
            _found.Clear();
        }

        return _found[search] = find();
    }

    /// <summary>The terms of a key that have documents, in no order.</summary>
    public static List<int> TermsOf(IndexState state, int key)
    {
        var terms = new List<int>();
        for (var term = 0; term < state.TermLimit; term++)
        {
            if (state.Terms.Key(term) == key && state.Terms.Value(term) != TextPool.Null && state.Slots[term] != 0)
            {
                terms.Add(term);
            }
        }

        return terms;
    }

    /// <summary>Fills the column of a key.</summary>
    public static PagedArray<int> Fill(IndexState state, IEnumerable<int> terms)
    {
        var column = new PagedArray<int>();
        foreach (var term in terms)
        {
            foreach (var doc in state.Of(term).ToArray())
            {
                column[doc] = column[doc] == 0 ? term + 1 : Several;
            }
        }

        return column;
    }
}
