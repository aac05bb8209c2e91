using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing.Running;

/// <summary>Puts together what a run gave, or what was wrong.</summary>
internal readonly struct OutcomeBuilder(PipelinePlan plan, ProcessingOptions options, ProcessingRequest request, bool isLocation)
{
    public ProcessingOutcome Build(EntityBody processed, ProcessorContext context)
    {
        var good = context.Errors.Count == 0;
        var children = good && context.Children.Count > 0 ? new ChildCollector(options, context).Collect() : [];
        var relations = good ? RelationCollector.Collect(options, context) : [];
        if (context.Errors.Count > 0)
        {
            return Failed(context.Errors, context);
        }

        return new ProcessingOutcome
        {
            Processed = processed,
            Children = children,
            Relations = relations,
            RefreshKeys = RefreshKeys(context),
            Cache = context.Cache.Values,
            Periodic = IsPeriodic(),
            RetryAfter = context.Pause,
        };
    }

    /// <summary>A failed run. What it put into the cache is dropped with its children, so that the next run reads the source again.</summary>
    public ProcessingOutcome Failed(IReadOnlyList<Problem> problems, ProcessorContext? context) => new()
    {
        Errors = Positioned(problems),
        RefreshKeys = context is null ? [] : RefreshKeys(context),
        Cache = request.Cache,
        Periodic = IsPeriodic(),
        RetryAfter = context?.Pause,
    };

    private static ImmutableArray<string> RefreshKeys(ProcessorContext context) =>
        context.RefreshKeys.Count == 0 ? [] : [.. context.RefreshKeys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private ImmutableArray<Problem> Positioned(IReadOnlyList<Problem> problems)
    {
        var kept = ImmutableArray.CreateBuilder<Problem>(Math.Min(problems.Count, options.MaxProblems + 1));
        foreach (var problem in problems.Take(options.MaxProblems))
        {
            kept.Add(problem.Position is null ? problem with { Position = request.Origin?.Find(problem.Path) } : problem);
        }

        if (problems.Count > options.MaxProblems)
        {
            kept.Add(new Problem($"and {problems.Count - options.MaxProblems:N0} more problems"));
        }

        return kept.DrainToImmutable();
    }

    private bool IsPeriodic()
    {
        if (isLocation && plan.Read.Length > 0)
        {
            return true;
        }

        foreach (var processor in plan.Periodic)
        {
            if (AsksForRuns(processor))
            {
                return true;
            }
        }

        return false;
    }

    // A processor that cannot tell is taken to need them.
    private bool AsksForRuns(ICatalogProcessor processor)
    {
        try
        {
            return processor.NeedsPeriodicRuns(request.Body);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return true;
        }
    }
}
