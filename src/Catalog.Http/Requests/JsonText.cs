using System.Text.Json;
using System.Text.Unicode;

namespace Catalog.Http.Requests;

/// <summary>Whether JSON that came from outside holds text at all: the parser takes broken UTF-8 and lone surrogates, and reading such a string later would throw.</summary>
internal static class JsonText
{
    /// <summary>Whether every name and string in a document can be read.</summary>
    public static bool IsUnicode(ReadOnlySpan<byte> utf8, JsonElement root) =>
        Utf8.IsValid(utf8) && ((utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0) || HasWholeStrings(root));

    private static bool HasWholeStrings(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(p => p.Name is not null && HasWholeStrings(p.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(HasWholeStrings),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
