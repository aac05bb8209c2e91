using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Model;

namespace Catalog.Http.Locations;

/// <summary>The location in a request's body, <c>{type,target,presence?}</c> and nothing else.</summary>
internal sealed record LocationInput(LocationRef Location, string? Presence)
{
    /// <summary>Whether the target may be missing.</summary>
    public bool Optional => Presence == "optional";

    /// <summary>Reads a location whose type and target have been checked to be text.</summary>
    public static (LocationInput? Input, ErrorAnswer? Wrong) Read(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name is not ("type" or "target" or "presence"))
            {
                return (null, Answer.InputError($"Malformed request: Unrecognized key(s) in object: '{property.Name}'"));
            }
        }

        var presence = body.TryGetProperty("presence", out var given) ? given.ValueKind == JsonValueKind.String ? given.GetString() : "" : null;
        return presence is null or "required" or "optional"
            ? (new LocationInput(new LocationRef(body.GetProperty("type").GetString()!, body.GetProperty("target").GetString()!), presence), null)
            : (null, Answer.InputError("Malformed request: presence must be \"required\" or \"optional\""));
    }

    /// <summary>What speaks against registering it; null when nothing does.</summary>
    public ErrorAnswer? Refusal(CatalogRequest request, bool changes) =>
        changes && request.Services.Options.ReadOnly
            ? Answer.NotAllowed("This operation not allowed in readonly mode")
            : request.Services.Options.LocationTypes.Contains(Location.Type)
                ? null
                : Answer.InputError($"Registered locations must be of an allowed type [{string.Join(",", request.Services.Options.LocationTypes.Select(t => $"\"{t}\""))}]");
}
