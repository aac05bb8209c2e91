using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Catalog.Client.Entities;

namespace Catalog.Cli.Output;

/// <summary>An entity as JSON, without what is empty.</summary>
internal static class EntityJson
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = EntityJsonContext.Default.WithAddedModifier(SkipEmpty),
    };

    private static readonly JsonSerializerOptions Pretty = new(Line) { WriteIndented = true };

    public static string Write(Entity entity, bool indented) => JsonSerializer.Serialize(entity, (JsonTypeInfo<Entity>)(indented ? Pretty : Line).GetTypeInfo(typeof(Entity)));

    private static void SkipEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => !p.IsExtensionData))
        {
            property.ShouldSerialize = (_, value) => value switch
            {
                null or "" => false,
                JsonElement json => json.ValueKind != JsonValueKind.Undefined,
                IEnumerable values and not string => values.Cast<object>().Any(),
                _ => true,
            };
        }
    }
}

[JsonSerializable(typeof(Entity))]
internal sealed partial class EntityJsonContext : JsonSerializerContext;
