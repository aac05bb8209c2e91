using System.Text.Json;
using Catalog.Grains.Locations;
using Catalog.Http.Answers;

namespace Catalog.Http.Locations;

/// <summary>Registered locations as JSON.</summary>
internal static class LocationJson
{
    /// <summary>One location as an answer.</summary>
    public static JsonAnswer Answer(RegisteredLocation location) => JsonAnswer.Of(json => Write(json, location));

    /// <summary>Writes <c>{id,type,target,entityRef}</c>.</summary>
    public static void Write(Utf8JsonWriter json, RegisteredLocation location)
    {
        json.WriteStartObject();
        json.WriteString("id", location.Id);
        json.WriteString("type", location.Location.Type);
        json.WriteString("target", location.Location.Target);
        json.WriteString("entityRef", location.Entity.ToString());
        json.WriteEndObject();
    }
}
