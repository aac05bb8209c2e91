using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Catalog.Index.Query;

namespace Catalog.Http.Permissions;

/// <summary>Reads the criteria of a conditional decision (<c>anyOf</c>, <c>allOf</c>, <c>not</c>, or a rule) into a query condition.</summary>
public static class PermissionCriteria
{
    private const int MaxDepth = 32;

    /// <summary>Reads criteria; false with the reason when they are none.</summary>
    public static bool TryParse(JsonElement criteria, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out string? wrong)
    {
        condition = Read(criteria, 0, out wrong);
        return condition is not null;
    }

    private static Condition? Read(JsonElement criteria, int depth, out string? wrong)
    {
        if (criteria.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            wrong = depth > MaxDepth ? $"Conditions nest deeper than {MaxDepth} levels" : "Conditions must be an object with anyOf, allOf, not or rule";
            return null;
        }

        if (criteria.TryGetProperty("allOf", out var all))
        {
            return ReadList(all, depth, out wrong) is { } parts ? new All(parts) : null;
        }

        if (criteria.TryGetProperty("anyOf", out var any))
        {
            return ReadList(any, depth, out wrong) is { } parts ? new Any(parts) : null;
        }

        if (criteria.TryGetProperty("not", out var not))
        {
            return Read(not, depth + 1, out wrong) is { } part ? new Not(part) : null;
        }

        return ReadRule(criteria, out wrong);
    }

    private static List<Condition>? ReadList(JsonElement list, int depth, out string? wrong)
    {
        wrong = null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            wrong = "anyOf and allOf must be lists that are not empty";
            return null;
        }

        var parts = new List<Condition>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (Read(item, depth + 1, out wrong) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return parts;
    }

    private static Condition? ReadRule(JsonElement criteria, out string? wrong)
    {
        if (!criteria.TryGetProperty("rule", out var rule) || rule.ValueKind != JsonValueKind.String)
        {
            wrong = "Conditions must be an object with anyOf, allOf, not or rule";
            return null;
        }

        if (!criteria.TryGetProperty("resourceType", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != Permission.EntityResource)
        {
            wrong = $"The resourceType of a rule must be '{Permission.EntityResource}'";
            return null;
        }

        return EntityRule.TryMake(rule.GetString()!, criteria.TryGetProperty("params", out var given) ? given : default, out var condition, out wrong)
            ? condition
            : null;
    }
}
