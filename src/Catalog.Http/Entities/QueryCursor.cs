using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Catalog.Http.Requests;
using Catalog.Index.Query;

namespace Catalog.Http.Entities;

/// <summary>
/// Where a page of by-query ended, with the conditions to go on with. Travels as base64 JSON with the fields that Backstage's has;
/// holds what the client asked for and nothing of what it may see.
/// </summary>
internal sealed record QueryCursor
{
    public required Condition Where { get; init; }
    public required IReadOnlyList<OrderField> Order { get; init; }
    public TextFilter? Text { get; init; }
    public required PagePosition From { get; init; }
    public required PagePosition First { get; init; }
    public bool Backwards { get; init; }
    public int Total { get; init; }

    /// <summary>The cursor as text.</summary>
    public string Encode()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("orderFields");
            foreach (var field in Order)
            {
                json.WriteStartObject();
                json.WriteString("field", field.Key);
                json.WriteString("order", field.Descending ? "desc" : "asc");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteText(json);
            WritePosition(json, "orderFieldValues", From);
            WritePosition(json, "firstSortFieldValues", First);
            json.WritePropertyName("query");
            ConditionJson.Write(json, Where);
            json.WriteBoolean("isPrevious", Backwards);
            json.WriteNumber("totalItems", Total);
            json.WriteEndObject();
        }

        return Convert.ToBase64String(buffer.WrittenSpan);
    }

    /// <summary>Reads a cursor; false for one that is not ours.</summary>
    public static bool TryDecode(string text, QueryLimits limits, [NotNullWhen(true)] out QueryCursor? cursor)
    {
        cursor = null;
        if (!CursorText.TryDecode(text, out var bytes))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 256 });
            cursor = Read(json.RootElement, limits);
            return cursor is not null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static QueryCursor? Read(JsonElement json, QueryLimits limits)
    {
        IReadOnlyList<OrderField> order = [.. json.GetProperty("orderFields").EnumerateArray().Select(f =>
            new OrderField(TextOf(f.GetProperty("field")), TextOf(f.GetProperty("order")) == "desc"))];
        return PredicateParser.TryParse(json.GetProperty("query"), limits, out var where, out _)
            ? new QueryCursor
            {
                Where = where,
                Order = order,
                Text = json.TryGetProperty("fullTextFilter", out var text)
                    ? new TextFilter(TextOf(text.GetProperty("term")), [.. text.GetProperty("fields").EnumerateArray().Select(TextOf)])
                    : null,
                From = ReadPosition(json.GetProperty("orderFieldValues"), order.Count > 0),
                First = ReadPosition(json.GetProperty("firstSortFieldValues"), order.Count > 0),
                Backwards = json.GetProperty("isPrevious").GetBoolean(),
                Total = json.GetProperty("totalItems").GetInt32(),
            }
            : null;
    }

    private static PagePosition ReadPosition(JsonElement values, bool ordered) => (values.GetArrayLength(), ordered) switch
    {
        (1, false) => new PagePosition(null, values[0].GetGuid()),
        (2, true) => new PagePosition(TextOf(values[0]), values[1].GetGuid()),
        _ => throw new FormatException("A position has a value exactly when there is an order."),
    };

    private static string TextOf(JsonElement value) => value.GetString() ?? throw new FormatException("A text is missing.");

    private static void WritePosition(Utf8JsonWriter json, string name, PagePosition position)
    {
        json.WriteStartArray(name);
        if (position.Value is not null)
        {
            json.WriteStringValue(position.Value);
        }

        json.WriteStringValue(position.Uid);
        json.WriteEndArray();
    }

    private void WriteText(Utf8JsonWriter json)
    {
        if (Text is null)
        {
            return;
        }

        json.WriteStartObject("fullTextFilter");
        json.WriteString("term", Text.Term);
        json.WriteStartArray("fields");
        foreach (var field in Text.Fields)
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
