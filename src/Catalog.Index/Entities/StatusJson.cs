using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>Writes the <c>status</c> of an entity: the items that its body has, then one for each processing error.</summary>
internal static class StatusJson
{
    private const string CausedBy = "; caused by ";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the status; <paramref name="output"/> is cleared first and stays empty when there are no errors.</summary>
    public static void Write(ReadOnlySpan<byte> existing, IReadOnlyList<Problem> errors, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        if (errors.Count == 0)
        {
            return;
        }

        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        var itemsDone = false;
        if (!existing.IsEmpty && existing[0] == '{')
        {
            var reader = new Utf8JsonReader(existing);
            using var status = JsonDocument.ParseValue(ref reader);
            foreach (var member in status.RootElement.EnumerateObject())
            {
                var items = member.NameEquals("items"u8);
                itemsDone |= items;
                if (items)
                {
                    Items(writer, member.Value, errors);
                }
                else
                {
                    member.WriteTo(writer);
                }
            }
        }

        if (!itemsDone)
        {
            Items(writer, null, errors);
        }

        writer.WriteEndObject();
    }

    private static void Items(Utf8JsonWriter writer, JsonElement? existing, IReadOnlyList<Problem> errors)
    {
        writer.WriteStartArray("items"u8);
        if (existing is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
            {
                item.WriteTo(writer);
            }
        }

        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "backstage.io/catalog-processing"u8);
            writer.WriteString("level"u8, "error"u8);
            writer.WriteString("message"u8, $"{error.Name}: {error.Message}");
            writer.WritePropertyName("error"u8);
            Error(writer, error.Name, error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A message of the form "...; caused by Name: message" says its cause; Backstage gives that as an object of its own too.
    private static void Error(Utf8JsonWriter writer, string name, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("message"u8, message);
        var cause = message.IndexOf(CausedBy, StringComparison.Ordinal);
        var colon = cause < 0 ? -1 : message.IndexOf(": ", cause + CausedBy.Length, StringComparison.Ordinal);
        if (colon > 0)
        {
            writer.WritePropertyName("cause"u8);
            Error(writer, message[(cause + CausedBy.Length)..colon], message[(colon + 2)..]);
        }

        writer.WriteEndObject();
    }
}
