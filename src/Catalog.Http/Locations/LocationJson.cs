using System.Text.Json;
using Catalog.Grains.Locations;
using Catalog.Http.Answers;

namespace Catalog.Http.Locations;

/// <summary>Registered locations as JSON.</summary>
internal static class LocationJson
{
    /// <summary>One location as an answer.</summary>
    public static JsonAnswer Answer(RegisteredLocation location) => JsonAnswer.Of(json => Write(json, location));

    /// <summary>Writes <c>{id,type,target,entityRef}</c>; pages of a query have the target before the type.</summary>
    public static void Write(Utf8JsonWriter json, RegisteredLocation location, bool targetFirst = false)
    {
        json.WriteStartObject();
        json.WriteString("id", location.Id);
        if (targetFirst)
        {
            json.WriteString("target", location.Location.Target);
        }

        json.WriteString("type", location.Location.Type);
        if (!targetFirst)
        {
            json.WriteString("target", location.Location.Target);
        }

        json.WriteString("entityRef", location.Entity.ToString());
        json.WriteEndObject();
    }
}
