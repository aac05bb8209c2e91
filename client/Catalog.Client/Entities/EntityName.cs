using System.Text.Json;
using Catalog.Client.Http;

namespace Catalog.Client.Entities;

/// <summary>The parts of a reference, <c>kind:[namespace/]name</c>.</summary>
internal readonly record struct EntityName(string Kind, string Namespace, string Name)
{
    /// <exception cref="ArgumentException">Kind or name is missing.</exception>
    public static EntityName Parse(string entityRef)
    {
        ArgumentNullException.ThrowIfNull(entityRef);
        var colon = entityRef.IndexOf(':');
        var slash = entityRef.IndexOf('/', colon + 1);
        var result = new EntityName(
            colon < 0 ? "" : entityRef[..colon], slash < 0 ? "default" : entityRef[(colon + 1)..slash], entityRef[(Math.Max(colon, slash) + 1)..]);
        return result is { Kind.Length: > 0, Namespace.Length: > 0, Name.Length: > 0 }
            ? result
            : throw new ArgumentException($"'{entityRef}' is no reference: write kind:namespace/name, or kind:name", nameof(entityRef));
    }

    /// <summary>The reference of an entity.</summary>
    /// <exception cref="ArgumentException">Kind or name is missing.</exception>
    public static EntityName Of(ReadOnlyMemory<byte> entityJson)
    {
        try
        {
            var entity = JsonSerializer.Deserialize(entityJson.Span, WireJson.Default.Entity);
            return entity is { Kind.Length: > 0, Metadata: { Name.Length: > 0, Namespace.Length: > 0 } metadata }
                ? new EntityName(entity.Kind.ToLowerInvariant(), metadata.Namespace.ToLowerInvariant(), metadata.Name.ToLowerInvariant())
                : throw new ArgumentException("the entity has no kind, or no metadata.name", nameof(entityJson));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"the entity is no JSON: {e.Message}", nameof(entityJson), e);
        }
    }

    /// <summary>The parts as segments of a url's path.</summary>
    public string Path => $"{Uri.EscapeDataString(Kind)}/{Uri.EscapeDataString(Namespace)}/{Uri.EscapeDataString(Name)}";
}
