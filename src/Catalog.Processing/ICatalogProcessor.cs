using Catalog.Model;

namespace Catalog.Processing;

/// <summary>
/// One step in the life of every entity; implement it to add your own. The hooks and their order are Backstage's: all
/// processors' <see cref="PreProcessAsync"/>, the envelope check, <see cref="ValidateKindAsync"/> until one accepts, for Locations
/// <see cref="ReadLocationAsync"/> until one takes each target, all <see cref="PostProcessAsync"/>; within a hook by priority, then registration.
/// </summary>
/// <remarks>
/// One instance serves all entities, concurrently: keep no state of an entity in it, use <see cref="ProcessorContext.Cache"/>.
/// What a hook throws, and a hook that overruns the time limit, is an error of the entity at hand and of no other.
/// </remarks>
public interface ICatalogProcessor
{
    /// <summary>Unique and stable; names the processor in configuration, errors and the cache.</summary>
    string Name { get; }

    /// <summary>Lower runs first; <c>catalog.processorOptions.&lt;name&gt;.priority</c> overrides it.</summary>
    int Priority => 20;

    /// <summary>Changes when the processor would give another result for the same input, so that stored results are made anew.</summary>
    string Version => "1";

    /// <summary>Whether an entity with this body must be processed again each processing interval although its input did not change.</summary>
    bool NeedsPeriodicRuns(EntityBody entity) => false;

    /// <summary>Completes or changes an entity before it is checked. Returns the entity, changed or as it came.</summary>
    ValueTask<EntityBody> PreProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) => new(entity);

    /// <summary>Checks an entity of a kind that this processor knows: true when the kind is its own and the entity good. Problems go to <see cref="ProcessorContext.Error"/>.</summary>
    ValueTask<bool> ValidateKindAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) => new(false);

    /// <summary>Reads one target of a Location and emits what is there: true when the location's type is this processor's.</summary>
    ValueTask<bool> ReadLocationAsync(LocationRef location, bool optional, ProcessorContext context, CancellationToken cancellationToken) => new(false);

    /// <summary>Emits relations, children, errors; may still change the entity. Returns the entity, changed or as it came.</summary>
    ValueTask<EntityBody> PostProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) => new(entity);
}
