using Catalog.Index.Memory;
using Catalog.Index.State;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>Gathers what a final entity has beside its body. Not thread-safe; reuse it.</summary>
internal sealed class FactsReader
{
    private readonly List<(int Type, int Target)> _pairs = [];

    /// <summary>The facts of a visible document.</summary>
    public EntityFacts Of(IndexState state, int doc)
    {
        var document = state.Documents[doc]!;
        return new EntityFacts(document.Uid, document.Orphan, Relations(state, document), Errors(state, document));
    }

    private static ReportedError[] Errors(IndexState state, Documents.Document document) => document.Trouble is not { Errors.Count: > 0 } trouble
        ? []
        : [.. trouble.Errors.Select(error => ReportedError.Of(error, Refs.Of(state, document.Ref)))];

    private List<ShownRelation> Relations(IndexState state, Documents.Document document)
    {
        _pairs.Clear();
        _pairs.AddRange(ShownRelations.Of(state, document));
        var shown = new List<ShownRelation>(_pairs.Count);
        var scratch = new byte[TextPool.ScratchLength];
        foreach (var (type, target) in _pairs)
        {
            var text = state.Texts.Get(target, scratch);
            shown.Add(new ShownRelation(state.Types.Names[type], text.ToArray()));
        }

        shown.Sort(static (a, b) => a.Type.Span.SequenceCompareTo(b.Type.Span) is var c and not 0 ? c : a.Target.Span.SequenceCompareTo(b.Target.Span));
        return Distinct(shown);
    }

    private static List<ShownRelation> Distinct(List<ShownRelation> sorted)
    {
        var kept = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            if (kept == 0 || !Same(sorted[kept - 1], sorted[i]))
            {
                sorted[kept++] = sorted[i];
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
        return sorted;
    }

    private static bool Same(ShownRelation a, ShownRelation b) => a.Type.Span.SequenceEqual(b.Type.Span) && a.Target.Span.SequenceEqual(b.Target.Span);
}
