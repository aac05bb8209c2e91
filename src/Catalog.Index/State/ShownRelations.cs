using Catalog.Index.Documents;

namespace Catalog.Index.State;

/// <summary>
/// The relations that an entity shows: all that any live record emitted with it as source. They are gathered when asked for, from the
/// entity's own emissions and those of the documents known to emit for it, so that a change of one member never rewrites a hub.
/// </summary>
internal static class ShownRelations
{
    [ThreadStatic]
    private static HashSet<int>? _emitters;

    /// <summary>Adds the relations of a document, type and target text, with repeats when several emit the same.</summary>
    public static void Collect(IndexState state, Document document, List<(int Type, int Target)> output)
    {
        var emitters = _emitters ??= [];
        document.Payload.ReadEmittedFor(Emission.Own, output);
        Emitters.Collect(state.Terms, state, state.Types, document.Ref, emitters);
        foreach (var emitter in emitters)
        {
            state.Documents[emitter]!.Payload.ReadEmittedFor(document.Ref, output);
        }
    }

    /// <summary>The relations of a document, type and target text, without repeats.</summary>
    public static IEnumerable<(int Type, int Target)> Of(IndexState state, Document document)
    {
        var pairs = new List<(int Type, int Target)>();
        Collect(state, document, pairs);
        return pairs.Distinct();
    }

    /// <summary>Adds the terms that a document has for a relation's searchable key, without repeats.</summary>
    public static void Collect(IndexState state, Document document, int doc, int key, List<int> output)
    {
        var targets = new HashSet<int>();
        foreach (var (type, target) in Of(state, document))
        {
            if (state.Types.KeyOfType[type] == key && targets.Add(target))
            {
                var term = state.Terms.Find(key, target);
                if (state.Of(term).Contains(doc))
                {
                    output.Add(term);
                }
            }
        }
    }
}
