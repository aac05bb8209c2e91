using System.Text.Json;
using Catalog.Grains.Locations;

namespace Catalog.Http.Locations;

/// <summary>
/// The predicate of locations/by-query over id, type, target and entityRef, compared without case. Unlike with entities, an empty
/// <c>$all</c> matches nothing, and <c>$contains</c> never matches: so it is in Backstage.
/// </summary>
internal static class LocationPredicate
{
    /// <summary>What is wrong with a well-formed predicate for locations; null for a good one.</summary>
    public static string? Check(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object)
        {
            return "Invalid filter predicate, expected an object";
        }

        foreach (var property in query.EnumerateObject())
        {
            var wrong = property.Name switch
            {
                "$all" or "$any" => property.Value.EnumerateArray().Select(Check).FirstOrDefault(w => w is not null),
                "$not" => Check(property.Value),
                _ when Field(property.Name) is null =>
                    $"Invalid filter predicate, expected key to be 'id', 'type', 'target', or 'entityRef', got '{property.Name}'",
                _ => null,
            };
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>Whether a location satisfies a predicate that has been checked.</summary>
    public static bool Matches(JsonElement query, RegisteredLocation location) => query.EnumerateObject().All(property => property.Name switch
    {
        "$all" => property.Value.GetArrayLength() > 0 && property.Value.EnumerateArray().All(q => Matches(q, location)),
        "$any" => property.Value.EnumerateArray().Any(q => Matches(q, location)),
        "$not" => !Matches(property.Value, location),
        _ => MatchesValue(property.Value, Field(property.Name)!(location)),
    });

    private static bool MatchesValue(JsonElement wanted, string value)
    {
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            return Same(wanted, value);
        }

        if (wanted.TryGetProperty("$exists", out var exists))
        {
            return exists.GetBoolean();
        }

        if (wanted.TryGetProperty("$in", out var list))
        {
            return list.EnumerateArray().Any(item => Same(item, value));
        }

        return wanted.TryGetProperty("$hasPrefix", out var prefix) && value.StartsWith(prefix.GetString()!, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Same(JsonElement wanted, string value) =>
        string.Equals(wanted.ValueKind == JsonValueKind.String ? wanted.GetString() : wanted.GetRawText(), value, StringComparison.OrdinalIgnoreCase);

    private static Func<RegisteredLocation, string>? Field(string name) => name.ToLowerInvariant() switch
    {
        "id" => l => l.Id.ToString(),
        "type" => l => l.Location.Type,
        "target" => l => l.Location.Target,
        "entityref" => l => l.Entity.ToString(),
        _ => null,
    };
}
