using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Model;

namespace Catalog.Index.Entities;

/// <summary>Writes the <c>status</c> of an entity: the items that its body has, then one for each processing error.</summary>
internal static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the status; <paramref name="output"/> is cleared first and stays empty when there are no errors.</summary>
    public static void Write(ReadOnlySpan<byte> existing, IReadOnlyList<ReportedError> errors, ArrayBufferWriter<byte> output)
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

    private static void Items(Utf8JsonWriter writer, JsonElement? existing, IReadOnlyList<ReportedError> errors)
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
            writer.WriteString("message"u8, error.ToString());
            writer.WritePropertyName("error"u8);
            Error(writer, error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Error(Utf8JsonWriter writer, ReportedError error)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, error.Name);
        writer.WriteString("message"u8, error.Message);
        if (error.Cause is not null)
        {
            writer.WritePropertyName("cause"u8);
            Error(writer, error.Cause);
        }

        writer.WriteEndObject();
    }
}
