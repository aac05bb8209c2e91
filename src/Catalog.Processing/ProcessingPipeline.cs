using System.Buffers.Binary;
using Catalog.Model;
using Catalog.Processing.Running;

namespace Catalog.Processing;

/// <summary>
/// Takes one entity from its unprocessed body to what is stored of it. In: body, location annotations, caches. Out: processed body,
/// children, relations, errors. Touches no store. Immutable; runs may go on concurrently.
/// </summary>
public sealed class ProcessingPipeline
{
    private readonly PipelinePlan _plan;
    private readonly HookRunner _hooks;
    private readonly ProcessingOptions _options;
    private readonly EntityModel _model;

    /// <summary>Puts the built-in processors and the given ones in order.</summary>
    /// <param name="options">What configuration says.</param>
    /// <param name="model">The kinds that are known.</param>
    /// <param name="processors">More processors; one with the name of a built-in one takes its place.</param>
    /// <param name="readers">What locations and placeholders are read with, asked in order.</param>
    /// <exception cref="ArgumentException">Two of the given processors have one name.</exception>
    public ProcessingPipeline(
        ProcessingOptions options, EntityModel model, IEnumerable<ICatalogProcessor> processors, IEnumerable<ILocationReader> readers)
    {
        (_options, _model) = (options, model);
        _plan = new PipelinePlan(options, model, processors, readers);
        _hooks = new HookRunner(options);
    }

    /// <summary>The processors that run, in order.</summary>
    public IReadOnlyList<ICatalogProcessor> Processors => _plan.Processors;

    /// <summary>Runs all steps; never throws for what is wrong with the entity or for what a processor throws.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<ProcessingOutcome> ProcessAsync(ProcessingRequest request, CancellationToken cancellationToken) =>
        new ProcessingRun(_plan, _hooks, _options, _model, request).RunAsync(cancellationToken);

    /// <summary>A hash of everything a run depends on beside time and sources: the body and the processors' versions and order.</summary>
    /// <param name="body">A hash of the body.</param>
    public UInt128 InputHash(UInt128 body) => body ^ BinaryPrimitives.ReadUInt128BigEndian(_plan.Version);
}
