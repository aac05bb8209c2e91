using System.Buffers;
using System.Text.Json;

namespace Catalog.Processing.Shaping;

/// <summary>The lists of spec whose order means nothing and which are therefore kept sorted, by UTF-16 code units as JavaScript sorts.</summary>
internal static class ReferenceLists
{
    /// <summary>Whether the reader's property name is one of them.</summary>
    public static bool IsName(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("dependsOn"u8) || reader.ValueTextEquals("providesApis"u8) || reader.ValueTextEquals("consumesApis"u8)
        || reader.ValueTextEquals("dependencyOf"u8) || reader.ValueTextEquals("memberOf"u8) || reader.ValueTextEquals("children"u8)
        || reader.ValueTextEquals("members"u8);

    /// <summary>Reads the list that the reader stands at the start of, to its end: true when it holds texts only and they are out of order.</summary>
    public static bool NeedsSorting(ref Utf8JsonReader reader)
    {
        var unsorted = false;
        var texts = true;
        ReadOnlySpan<byte> last = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                texts = false;
                reader.Skip();
                continue;
            }

            unsorted = unsorted || IsAfter(last, reader.ValueSpan, reader.ValueIsEscaped);
            last = reader.ValueSpan;
        }

        return texts && unsorted;
    }

    /// <summary>Writes the list sorted.</summary>
    public static void WriteSorted(IBufferWriter<byte> output, ReadOnlySpan<byte> list)
    {
        var items = new List<string>();
        var reader = new Utf8JsonReader(list);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            items.Add(reader.GetString()!);
        }

        items.Sort(StringComparer.Ordinal);
        output.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            JsonBytes.WriteText(output, items[i]);
        }

        output.Write("]"u8);
    }

    // Bytes and UTF-16 units order ASCII alike; for the rest, sorting a list that may be sorted already does no harm.
    private static bool IsAfter(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool escaped) =>
        escaped || System.Text.Ascii.IsValid(right) is false || left.SequenceCompareTo(right) > 0;
}
