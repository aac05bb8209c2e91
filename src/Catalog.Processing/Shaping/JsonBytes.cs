using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Catalog.Processing.Shaping;

/// <summary>Writes JSON as JavaScript does: no blanks, nothing escaped that need not be.</summary>
internal static class JsonBytes
{
    private static readonly SearchValues<char> NeedsEscape = SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    /// <summary>Writes a text with its quotes.</summary>
    public static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        while (text.IndexOfAny(NeedsEscape) is var at and >= 0)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            WriteEscaped(output, text[at]);
            text = text[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(text, output);
        output.Write("\""u8);
    }

    /// <summary>A text as JSON.</summary>
    public static byte[] Text(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        WriteText(output, text);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same JSON without blanks and needless escapes.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static byte[] Compact(ReadOnlySpan<byte> utf8)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(utf8.Length, 16));
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EntityLayout.MaxDepth });
        var afterValue = false;
        while (reader.Read())
        {
            var closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (afterValue && !closes)
            {
                output.Write(","u8);
            }

            WriteToken(output, ref reader);
            afterValue = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteToken(ArrayBufferWriter<byte> output, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            output.Write(reader.ValueSpan);
            return;
        }

        // Half a surrogate pair has no text; it stays as it is written.
        if (reader.ValueIsEscaped && !MayBeHalfAPair(reader.ValueSpan))
        {
            WriteText(output, reader.GetString());
        }
        else
        {
            output.Write("\""u8);
            output.Write(reader.ValueSpan);
            output.Write("\""u8);
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            output.Write(":"u8);
        }
    }

    private static bool MayBeHalfAPair(ReadOnlySpan<byte> escaped) => escaped.IndexOf("\\ud"u8) >= 0 || escaped.IndexOf("\\uD"u8) >= 0;

    private static void WriteEscaped(IBufferWriter<byte> output, char c)
    {
        switch (c)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\b': output.Write("\\b"u8); break;
            case '\f': output.Write("\\f"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\r': output.Write("\\r"u8); break;
            case '\t': output.Write("\\t"u8); break;
            default: Encoding.ASCII.GetBytes($"\\u{(int)c:x4}", output); break;
        }
    }
}
