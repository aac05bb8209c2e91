using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Catalog.Processing.Shaping;

/// <summary>Writes JSON as JavaScript does: no blanks, nothing escaped that need not be.</summary>
internal static class JsonBytes
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 256 };

    /// <summary>Writes a text with its quotes.</summary>
    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.Write("\""u8);
            return;
        }

        var target = output.GetSpan(text.Length + 2);
        target[0] = (byte)'"';
        Encoding.ASCII.GetBytes(text, target[1..]);
        target[text.Length + 1] = (byte)'"';
        output.Advance(text.Length + 2);
    }

    /// <summary>A text as JSON.</summary>
    public static byte[] Text(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        WriteText(output, text);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same JSON without blanks.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static byte[] Compact(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 128 });
        var output = new ArrayBufferWriter<byte>(utf8.Length);
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
        {
            document.RootElement.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }
}
