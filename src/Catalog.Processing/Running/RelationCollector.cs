using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing.Running;

/// <summary>Checks the number of the relations that a run emitted and drops repeats.</summary>
internal static class RelationCollector
{
    private const int FewEnoughToSearch = 24;

    public static ImmutableArray<Relation> Collect(ProcessingOptions options, ProcessorContext context)
    {
        var emitted = context.Relations;
        if (emitted.Count == 0)
        {
            return [];
        }

        var distinct = emitted.Count <= FewEnoughToSearch ? BySearch(emitted) : [.. emitted.Distinct()];
        var own = distinct.Length <= options.MaxRelations ? 0 : distinct.Count(r => r.Source == context.Entity);
        if (own > options.MaxRelations)
        {
            context.Error(new Problem($"The entity has {own:N0} relations; the limit is {options.MaxRelations:N0}", "/spec"));
        }

        return distinct;
    }

    private static ImmutableArray<Relation> BySearch(IReadOnlyList<Relation> emitted)
    {
        var kept = ImmutableArray.CreateBuilder<Relation>(emitted.Count);
        foreach (var relation in emitted)
        {
            if (!kept.Contains(relation))
            {
                kept.Add(relation);
            }
        }

        return kept.DrainToImmutable();
    }
}
