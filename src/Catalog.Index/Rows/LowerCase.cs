using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Catalog.Index.Rows;

/// <summary>Lower-cases as ECMAScript does without a locale, which is how searchable keys and values compare.</summary>
internal static class LowerCase
{
    /// <summary>Lower-cases text.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var special = text.AsSpan().IndexOfAny('\u0130', '\u03A3') >= 0;
        return special ? Special(text) : text.ToLowerInvariant();
    }

    /// <summary>Lower-cases UTF-8 into <paramref name="output"/>, which is cleared first.</summary>
    /// <returns>True when the text was lower-cased already.</returns>
    public static bool Write(ReadOnlySpan<byte> utf8, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        if (Ascii.IsValid(utf8))
        {
            Ascii.ToLower(utf8, output.GetSpan(Math.Max(1, utf8.Length)), out var written);
            output.Advance(written);
        }
        else
        {
            var lower = Of(Encoding.UTF8.GetString(utf8));
            Utf8.FromUtf16(lower, output.GetSpan(lower.Length * 3), out _, out var written);
            output.Advance(written);
        }

        return output.WrittenSpan.SequenceEqual(utf8);
    }

    // The two characters whose full mapping differs from the simple one: a dotted capital I becomes two characters, a capital sigma
    // at the end of a word its final form.
    private static string Special(string text)
    {
        var result = new StringBuilder(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\u0130':
                    result.Append("i\u0307");
                    break;
                case '\u03A3':
                    result.Append(IsFinalSigma(text, i) ? '\u03C2' : '\u03C3');
                    break;
                case var c when char.IsHighSurrogate(c) && i + 1 < text.Length:
                    result.Append(text.Substring(i++, 2).ToLowerInvariant());
                    break;
                case var c:
                    result.Append(char.ToLowerInvariant(c));
                    break;
            }
        }

        return result.ToString();
    }

    private static bool IsFinalSigma(string text, int at) =>
        at > 0 && char.IsLetter(text[at - 1]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1]));
}
