using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Grains.Entities;

/// <summary>Runs an entity that nobody holds through processing, as if it had been read from a place.</summary>
internal static class EntityValidation
{
    /// <summary>Runs it; its own managed-by annotations win over the place.</summary>
    public static ValueTask<ProcessingOutcome> RunAsync(ProcessingPipeline pipeline, EntityBody entity, LocationRef location, CancellationToken cancellationToken)
    {
        var body = Annotate(entity, location);
        if (!body.TryGetRef(out var entityRef)) return new(new ProcessingOutcome { Errors = [new Problem("An entity must have a kind and a metadata.name.")] });
        return pipeline.ProcessAsync(new ProcessingRequest(entityRef, body, ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty), cancellationToken);
    }

    private static EntityBody Annotate(EntityBody entity, LocationRef location)
    {
        if (JsonNode.Parse(entity.Utf8.Span) is not JsonObject root || root["metadata"] is not JsonObject metadata) return entity;
        if (metadata["annotations"] is null) metadata["annotations"] = new JsonObject();
        if (metadata["annotations"] is not JsonObject annotations) return entity;
        annotations.TryAdd(Annotations.ManagedByLocation, location.ToString());
        annotations.TryAdd(Annotations.ManagedByOriginLocation, location.ToString());
        return new EntityBody(JsonSerializer.SerializeToUtf8Bytes(root));
    }
}
