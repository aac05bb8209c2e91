using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Catalog.Index.Rows;
using Catalog.Model;

namespace Catalog.Index.Query;

/// <summary>Reads the <c>query</c> of POST bodies (contract, section 5).</summary>
public static class PredicateParser
{
    /// <summary>Reads a predicate.</summary>
    /// <param name="query">The JSON value.</param>
    /// <param name="limits">How large the predicate may be.</param>
    /// <param name="condition">What it asks for.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>False when it is no predicate.</returns>
    public static bool TryParse(
        JsonElement query, QueryLimits limits, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out Problem? problem)
    {
        var run = new PredicateReader(limits);
        condition = run.Predicate(query, 0);
        problem = condition is null ? run.Problem! : null;
        return condition is not null;
    }
}

/// <summary>One run of the parser; a null result means that <see cref="Problem"/> is set.</summary>
file sealed class PredicateReader(QueryLimits limits)
{
    private int _budget = limits.MaxTerms;

    public Problem? Problem { get; private set; }

    public Condition? Predicate(JsonElement value, int depth)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        {
            return Fail("Invalid filter predicate: top-level primitive values are not supported. "
                + $"Wrap the value in a field expression, e.g. {{ \"kind\": {value.GetRawText()} }}");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Invalid($"Expected object, received {Name(value)}");
        }

        if (depth > limits.MaxDepth)
        {
            return Invalid($"It nests deeper than {limits.MaxDepth} levels");
        }

        var properties = Properties(value);
        foreach (var name in (ReadOnlySpan<string>)["$not", "$all", "$any"])
        {
            if (properties.TryGetValue(name, out var operand))
            {
                return properties.Count == 1 ? Operator(name, operand, depth) : Unrecognized(properties.Keys.Where(k => k != name));
            }
        }

        return Fields(properties);
    }

    private Condition? Operator(string name, JsonElement operand, int depth)
    {
        if (name == "$not")
        {
            return Predicate(operand, depth + 1) is { } part ? new Not(part) : null;
        }

        if (operand.ValueKind != JsonValueKind.Array)
        {
            return Invalid($"Expected array, received {Name(operand)} at \"{name}\"");
        }

        var parts = new List<Condition>(operand.GetArrayLength());
        foreach (var item in operand.EnumerateArray())
        {
            if (Predicate(item, depth + 1) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return name == "$all" ? new All(parts) : new Any(parts);
    }

    private Condition? Fields(Dictionary<string, JsonElement> properties)
    {
        var terms = new List<Condition>(properties.Count);
        foreach (var (key, value) in properties)
        {
            if (key.StartsWith('$') || key.AsSpan().ContainsAny('\n', '\r'))
            {
                return Unrecognized([key]);
            }

            if (!Spend(1) || Field(key, value) is not { } term)
            {
                return null;
            }

            terms.Add(term);
        }

        return terms.Count == 1 ? terms[0] : new All(terms);
    }

    private Condition? Field(string key, JsonElement value)
    {
        if (Primitive(value) is { } text)
        {
            return new HasValue(key, [text]);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Invalid($"Expected string, number, boolean or object, received {Name(value)} at \"{key}\"");
        }

        var properties = Properties(value);
        if (properties.TryGetValue("$exists", out var exists) && exists.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return exists.GetBoolean() ? new Exists(key) : new Not(new Exists(key));
        }

        if (properties.TryGetValue("$in", out var list) && list.ValueKind == JsonValueKind.Array && Primitives(list) is { } values)
        {
            return Spend(values.Count) ? new HasValue(key, values) : null;
        }

        if (properties.TryGetValue("$contains", out var target))
        {
            return Contains(key, target);
        }

        return properties.TryGetValue("$hasPrefix", out var prefix) && prefix.ValueKind == JsonValueKind.String
            ? new HasPrefix(key, prefix.GetString()!)
            : Invalid($"Expected a primitive value, $exists (boolean), $in (list of primitive values), $hasPrefix (string) or $contains at \"{key}\"");
    }

    private Condition? Contains(string key, JsonElement target)
    {
        if (Primitive(target) is { } text)
        {
            return new HasValue(key, [text]);
        }

        if (target.ValueKind != JsonValueKind.Object)
        {
            return Invalid($"Expected a primitive value or object, received {Name(target)} at \"{key}.$contains\"");
        }

        return LowerCase.Of(key) == "relations"
            ? Relation(Properties(target))
            : Fail($"Object form of $contains is not supported for field \"{LowerCase.Of(key)}\"");
    }

    private Condition? Relation(Dictionary<string, JsonElement> properties)
    {
        const string NoType = "The $contains operator for \"relations\" requires a \"type\" string property";
        string? type = null;
        IReadOnlyList<string>? targets = null;
        foreach (var (name, value) in properties)
        {
            switch (LowerCase.Of(name))
            {
                case "type" when type is not null:
                case "targetref" when targets is not null:
                    return Fail($"Duplicate key \"{name}\" in $contains for \"relations\"");
                case "type" when value.ValueKind != JsonValueKind.String:
                    return Fail(NoType);
                case "type":
                    type = value.GetString();
                    break;
                case "targetref":
                    targets = Targets(value);
                    if (targets is null)
                    {
                        return null;
                    }

                    break;
                default:
                    return Fail($"Unsupported key \"{name}\" in $contains for \"relations\". Only \"type\" and \"targetRef\" are supported");
            }
        }

        if (string.IsNullOrEmpty(type))
        {
            return Fail(NoType);
        }

        var key = WellKnown.RelationPrefix + type;
        return targets is null ? new Exists(key) : Spend(targets.Count) ? new HasValue(key, targets) : null;
    }

    private IReadOnlyList<string>? Targets(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (value.ValueKind == JsonValueKind.Object && Properties(value) is { Count: 1 } only && only.TryGetValue("$in", out var list)
            && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            if (list.GetArrayLength() > 0)
            {
                return [.. list.EnumerateArray().Select(item => item.GetString()!)];
            }

            Fail("Empty \"$in\" array for $contains on \"relations\" is not allowed");
            return null;
        }

        Fail($"Unsupported value in $contains for \"relations\": expected a string or {{ \"$in\": [strings] }}, but got {Excerpt(value)}");
        return null;
    }

    private static string? Primitive(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Encoding.UTF8.GetString(JsNumber.Canonical(Encoding.UTF8.GetBytes(value.GetRawText()))),
        _ => null,
    };

    private static List<string>? Primitives(JsonElement list)
    {
        var values = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (Primitive(item) is not { } text)
            {
                return null;
            }

            values.Add(text);
        }

        return values;
    }

    // Of a key that is written twice, the last one counts.
    private static Dictionary<string, JsonElement> Properties(JsonElement value)
    {
        var result = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            result[property.Name] = property.Value;
        }

        return result;
    }

    private bool Spend(int terms)
    {
        _budget -= terms;
        if (_budget < 0)
        {
            Invalid($"It has more than {limits.MaxTerms} terms");
        }

        return _budget >= 0;
    }

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.Null => "null",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static string Excerpt(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] + "…" : value.GetRawText();

    private Condition? Unrecognized(IEnumerable<string> keys) =>
        Invalid($"Unrecognized key(s) in object: {string.Join(", ", keys.Select(key => $"'{key}'"))}");

    private Condition? Invalid(string what) => Fail($"Invalid query: Validation error: {what}");

    private Condition? Fail(string message)
    {
        Problem = new Problem(message);
        return null;
    }
}
