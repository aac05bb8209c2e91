using Catalog.Index.State;

namespace Catalog.Index.Evaluation;

/// <summary>The terms of a key that one document has.</summary>
internal static class DocumentTerms
{
    /// <summary>Whether any passes a test.</summary>
    public static bool Any(Readable source, int doc, int key, Func<int, bool> test)
    {
        var known = source.Has(key) ? source.Key(key) : null;
        if (known is { HasColumn: true } && known.Column[doc] is var place and not KeyIndex.Several)
        {
            return place > 0 && test(place - 1);
        }

        var terms = new List<int>();
        source.State.CollectTerms(doc, key, terms);
        return terms.Exists(term => test(term));
    }

    /// <summary>Adds them to a list.</summary>
    public static void Collect(IndexState state, KeyIndex index, int doc, int key, List<int> output)
    {
        if (!index.HasColumn || index.Column[doc] is not (var place and not KeyIndex.Several))
        {
            state.CollectTerms(doc, key, output);
        }
        else if (place > 0)
        {
            output.Add(place - 1);
        }
    }
}
