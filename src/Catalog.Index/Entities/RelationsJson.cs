using System.Buffers;
using System.Text.Json;

namespace Catalog.Index.Entities;

/// <summary>Writes the <c>relations</c> list of an entity.</summary>
internal static class RelationsJson
{
    /// <summary>Writes the list; <paramref name="output"/> is cleared first.</summary>
    public static void Write(IReadOnlyList<ShownRelation> relations, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        output.Write("["u8);
        for (var i = 0; i < relations.Count; i++)
        {
            output.Write(i == 0 ? "{\"type\":\""u8 : ",{\"type\":\""u8);
            Text(relations[i].Type.Span, output);
            output.Write("\",\"targetRef\":\""u8);
            Text(relations[i].Target.Span, output);
            output.Write("\"}"u8);
        }

        output.Write("]"u8);
    }

    private static void Text(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        if (text.IndexOfAnyInRange((byte)0, (byte)31) < 0 && text.IndexOfAny((byte)'"', (byte)'\\') < 0)
        {
            output.Write(text);
        }
        else
        {
            output.Write(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
    }
}
