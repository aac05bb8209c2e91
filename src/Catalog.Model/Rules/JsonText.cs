using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>Reads JSON text without making strings where that can be helped.</summary>
internal static class JsonText
{
    /// <summary>A text's characters as UTF-8; a slice of the document unless they are escaped there.</summary>
    public static ReadOnlySpan<byte> Utf8(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(String(text)) : raw;
    }


    /// <summary>A text's characters; half a surrogate pair, which JSON can escape but UTF-8 cannot hold, becomes U+FFFD.</summary>
    public static string String(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
