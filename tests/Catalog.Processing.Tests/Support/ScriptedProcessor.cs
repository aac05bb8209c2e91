using Catalog.Model;

namespace Catalog.Processing.Tests.Support;

/// <summary>A processor whose hooks are given as functions; those not given leave everything as it is.</summary>
internal sealed class ScriptedProcessor(string name = "Scripted") : ICatalogProcessor
{
    public string Name { get; } = name;

    public int Priority { get; init; } = 20;

    public string Version { get; init; } = "1";

    public Func<EntityBody, ProcessorContext, CancellationToken, ValueTask<EntityBody>>? Pre { get; init; }

    public Func<EntityBody, ProcessorContext, bool>? Validate { get; init; }

    public Func<LocationRef, ProcessorContext, bool>? Read { get; init; }

    public Func<EntityBody, ProcessorContext, EntityBody>? Post { get; init; }

    public bool Periodic { get; init; }

    public bool NeedsPeriodicRuns(EntityBody entity) => Periodic;

    public ValueTask<EntityBody> PreProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) =>
        Pre?.Invoke(entity, context, cancellationToken) ?? new(entity);

    public ValueTask<bool> ValidateKindAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) =>
        new(Validate?.Invoke(entity, context) ?? false);

    public ValueTask<bool> ReadLocationAsync(LocationRef location, bool optional, ProcessorContext context, CancellationToken cancellationToken) =>
        new(Read?.Invoke(location, context) ?? false);

    public ValueTask<EntityBody> PostProcessAsync(EntityBody entity, ProcessorContext context, CancellationToken cancellationToken) =>
        new(Post?.Invoke(entity, context) ?? entity);
}
