using Catalog.Index.Documents;
using Catalog.Index.Memory;

namespace Catalog.Index.State;

/// <summary>
/// The relations that an entity shows: all that any live record emitted with it as source. They are gathered when asked for, from the
/// entity's own emissions and those of the documents known to emit for it, so that a change of one member never rewrites a hub.
/// </summary>
internal static class ShownRelations
{
    /// <summary>The relations of a document: type and target text, with repeats when several emit the same.</summary>
    public static IEnumerable<(int Type, int Target)> Of(IndexState state, Document document)
    {
        var emitted = new List<Emission>();
        document.Payload.ReadEmitted(emitted);
        foreach (var relation in emitted)
        {
            if (relation.IsOwn)
            {
                yield return (relation.Type, relation.Target);
            }
        }

        foreach (var emitter in state.Of(InternalKey.EmitsFor, document.Ref).ToArray())
        {
            state.Documents[emitter]!.Payload.ReadEmitted(emitted);
            foreach (var relation in emitted)
            {
                if (relation.Source == document.Ref)
                {
                    yield return (relation.Type, relation.Target);
                }
            }
        }
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
