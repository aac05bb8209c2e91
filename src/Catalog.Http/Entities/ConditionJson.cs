using System.Diagnostics;
using System.Text.Json;
using Catalog.Index.Query;

namespace Catalog.Http.Entities;

/// <summary>Writes a condition as the predicate that <see cref="PredicateParser"/> reads back into it.</summary>
internal static class ConditionJson
{
    /// <summary>Writes one condition.</summary>
    public static void Write(Utf8JsonWriter json, Condition condition)
    {
        json.WriteStartObject();
        switch (condition)
        {
            case Exists { Key: ['$', ..] } or HasValue { Key: ['$', ..] } or HasPrefix { Key: ['$', ..] }:
                WriteList(json, "$any", []); // A predicate cannot name such a key, and no entity has it.
                break;
            case All all:
                WriteList(json, "$all", all.Parts);
                break;
            case Any any:
                WriteList(json, "$any", any.Parts);
                break;
            case Not not:
                json.WritePropertyName("$not");
                Write(json, not.Part);
                break;
            case Exists exists:
                json.WriteStartObject(exists.Key);
                json.WriteBoolean("$exists", true);
                json.WriteEndObject();
                break;
            case HasValue { Values: [var value] } one:
                json.WriteString(one.Key, value);
                break;
            case HasValue has:
                WriteValues(json, has);
                break;
            case HasPrefix prefix:
                json.WriteStartObject(prefix.Key);
                json.WriteString("$hasPrefix", prefix.Prefix);
                json.WriteEndObject();
                break;
            default:
                throw new UnreachableException($"No form for {condition.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, HasValue has)
    {
        json.WriteStartObject(has.Key);
        json.WriteStartArray("$in");
        foreach (var value in has.Values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<Condition> parts)
    {
        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            Write(json, part);
        }

        json.WriteEndArray();
    }
}
