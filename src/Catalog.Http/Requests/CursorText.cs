using System.Diagnostics.CodeAnalysis;

namespace Catalog.Http.Requests;

/// <summary>The base64 of cursors, read as leniently as Node reads it: either alphabet, with or without padding.</summary>
internal static class CursorText
{
    /// <summary>Decodes a cursor; false when it is no base64.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var plain = text.Replace('-', '+').Replace('_', '/').Replace(' ', '+').TrimEnd('=');
        var buffer = new byte[plain.Length];
        var padded = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        bytes = Convert.TryFromBase64String(padded, buffer, out var length) ? buffer[..length] : null;
        return bytes is not null;
    }
}
