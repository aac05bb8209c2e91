using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Catalog.Model;

namespace Catalog.Server.Configuration.Files;

/// <summary>Hands configuration to rooms that read it as JSON, and finds the line again when they name a place in it.</summary>
internal static class ConfigJson
{
    /// <summary>The configuration as JSON.</summary>
    public static JsonElement ToJson(this ConfigNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(node, writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>A problem that names a JSON path (<c>/backend/cors/origin</c>), with the line of it and the key as it is written in the file.</summary>
    public static Problem Locate(this ConfigNode root, Problem problem)
    {
        var at = root;
        var key = "";
        foreach (var part in (problem.Path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isIndex = at is ConfigList;
            key += isIndex ? $"[{part}]" : key.Length == 0 ? part : $".{part}";
            at = Child(at, part) ?? at;
        }

        var message = key.Length == 0 || problem.Message.Contains(key, StringComparison.Ordinal) ? problem.Message : $"{key}: {problem.Message}";
        return new Problem(message, null, problem.Position ?? at.At);
    }

    private static ConfigNode? Child(ConfigNode node, string part) => node switch
    {
        ConfigMap map => map.Members.GetValueOrDefault(part),
        ConfigList list when int.TryParse(part, CultureInfo.InvariantCulture, out var i) && i >= 0 && i < list.Items.Count => list.Items[i],
        _ => null,
    };

    private static void Write(ConfigNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case ConfigMap map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Members)
                {
                    writer.WritePropertyName(key);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case ConfigList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case ConfigScalar { Value: string text }:
                writer.WriteStringValue(text);
                break;
            case ConfigScalar { Value: double number }:
                writer.WriteNumberValue(number);
                break;
            case ConfigScalar { Value: bool flag }:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
