using System.Buffers;
using System.Text.Json;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Locations;

/// <summary>A registered location as the store keeps it, and the Location entity that it becomes.</summary>
internal static class LocationItem
{
    /// <summary>The scope of the store's items.</summary>
    public const string Scope = "location";

    /// <summary>The key of a location's item.</summary>
    public static string KeyOf(Guid id) => id.ToString("D");

    /// <summary>Writes a location's item.</summary>
    public static ItemChange Write(RegisteredLocation location)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, location.Location.Type);
        json.WriteString("target"u8, location.Location.Target);
        json.WriteBoolean("optional"u8, location.Optional);
        json.WriteString("entity"u8, location.Entity.ToString());
        json.WriteEndObject();
        json.Flush();
        return new ItemChange(Scope, KeyOf(location.Id), output.WrittenMemory);
    }

    /// <summary>Reads a location's item.</summary>
    /// <exception cref="StoreException">The item is not one of ours.</exception>
    public static RegisteredLocation Read(StoredItem item)
    {
        try
        {
            using var json = JsonDocument.Parse(item.Value);
            var root = json.RootElement;
            return new RegisteredLocation(
                Guid.ParseExact(item.Key, "D"),
                new LocationRef(root.GetProperty("type"u8).GetString()!, root.GetProperty("target"u8).GetString()!),
                root.GetProperty("optional"u8).GetBoolean(),
                EntityRef.Parse(root.GetProperty("entity"u8).GetString()!));
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreException($"The stored location {item.Key} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The body of the Location entity that stands for a location. Only a dry run's names its namespace: so it is in Backstage.</summary>
    public static EntityBody BodyOf(string name, LocationRef location, bool optional, string? @namespace = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, "backstage.io/v1alpha1"u8);
        json.WriteString("kind"u8, "Location"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, name);
        if (@namespace is not null) json.WriteString("namespace"u8, @namespace);
        json.WriteStartObject("annotations"u8);
        json.WriteString(Entities.Annotations.ManagedByLocation, location.ToString());
        json.WriteString(Entities.Annotations.ManagedByOriginLocation, location.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("spec"u8);
        json.WriteString("type"u8, location.Type);
        json.WriteString("target"u8, location.Target);
        if (optional) json.WriteString("presence"u8, "optional"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new EntityBody(output.WrittenMemory);
    }
}
