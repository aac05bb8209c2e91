using System.Text.Json;
using Catalog.Model;

namespace Catalog.Http.Answers;

/// <summary>Errors of entities as JSON.</summary>
internal static class ErrorJson
{
    /// <summary>Writes <c>{name,message[,cause]}</c>.</summary>
    public static void Write(Utf8JsonWriter json, ReportedError error)
    {
        json.WriteStartObject();
        json.WriteString("name", error.Name);
        json.WriteString("message", error.Message);
        if (error.Cause is not null)
        {
            json.WritePropertyName("cause");
            Write(json, error.Cause);
        }

        json.WriteEndObject();
    }
}
