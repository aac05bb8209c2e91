using System.Text;
using System.Text.Unicode;

namespace Catalog.Model.Parsing;

/// <summary>In: a file's bytes. Out: its text, or what is wrong with its encoding.</summary>
internal static class SourceText
{
    private static readonly Encoding Utf16Le = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16Be = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Decodes UTF-8, or UTF-16 with a byte order mark; the mark itself is dropped.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> content, string file, out string text, out Problem? problem)
    {
        problem = null;
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return TryDecodeUtf16(content[2..], content[0] == 0xFF ? Utf16Le : Utf16Be, file, out text, out problem);
        }

        var utf8 = content is [0xEF, 0xBB, 0xBF, ..] ? content[3..] : content;
        text = "";
        if (!Utf8.IsValid(utf8))
        {
            problem = NotUtf8(utf8, content.Length - utf8.Length, file);
            return false;
        }

        text = Encoding.UTF8.GetString(utf8);
        problem = FindNul(text, file);
        return problem is null;
    }

    private static bool TryDecodeUtf16(ReadOnlySpan<byte> content, Encoding encoding, string file, out string text, out Problem? problem)
    {
        try
        {
            text = encoding.GetString(content);
            problem = FindNul(text, file);
            return problem is null;
        }
        catch (DecoderFallbackException e)
        {
            text = "";
            problem = new Problem($"the file starts with a UTF-16 byte order mark but is not UTF-16: invalid bytes at offset {e.Index + 2}", null, new(file, 1, 1, 1));
            return false;
        }
    }

    private static Problem NotUtf8(ReadOnlySpan<byte> utf8, int skipped, string file)
    {
        Utf8.ToUtf16(utf8, new char[utf8.Length], out var offset, out _, replaceInvalidSequences: false);
        var before = utf8[..offset];
        var position = new SourcePosition(
            file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1, 1);
        return new Problem($"the file is not UTF-8: invalid byte 0x{utf8[offset]:X2} at offset {offset + skipped}; save it as UTF-8", null, position);
    }

    private static Problem? FindNul(string text, string file)
    {
        var at = text.IndexOf('\0', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var before = text.AsSpan(0, at);
        var position = new SourcePosition(file, before.Count('\n') + 1, at - before.LastIndexOf('\n'), 1);
        return new Problem("the file holds a NUL character, so it is no text file, or it is UTF-16 without a byte order mark; save it as UTF-8", null, position);
    }
}
