using System.Buffers;

namespace Catalog.Model.Rules;

/// <summary>The formats of names, namespaces, keys, values and tags, on UTF-8 (every character that they allow is ASCII).</summary>
internal static class FieldFormats
{
    public const string NameExpectation = "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total";
    public const string NamespaceExpectation = "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total";
    public const string TagExpectation = "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total";
    public const string KindExpectation = "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total";
    public const string KeyExpectation = "a valid prefix and/or suffix";
    public const string UrlExpectation = "a string that is a valid url";
    public const string TextExpectation = "a non empty string";

    private const int MaxLabel = 63;
    private const int MaxSubdomain = 253;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);
    private static readonly SearchValues<byte> LabelBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);
    private static readonly SearchValues<byte> TagBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789:+#-"u8);
    private static readonly SearchValues<byte> AlphanumericBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>An entity's name; also the value of a label that has one, and the name part of a key.</summary>
    public static bool IsName(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLabel && !text.ContainsAnyExcept(NameBytes) && char.IsAsciiLetterOrDigit((char)text[0]) && char.IsAsciiLetterOrDigit((char)text[^1]);

    /// <summary>A namespace: a DNS label in lower case.</summary>
    public static bool IsDnsLabel(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLabel && !text.ContainsAnyExcept(LabelBytes) && text[0] != '-' && text[^1] != '-';

    public static bool IsLabelValue(ReadOnlySpan<byte> text) => text.IsEmpty || IsName(text);

    /// <summary>The key of a label or annotation: <c>[dns-prefix/]name</c>.</summary>
    public static bool IsKey(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        return slash < 0 ? IsName(text) : IsDnsSubdomain(text[..slash]) && IsName(text[(slash + 1)..]);
    }

    public static bool IsTag(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLabel && !text.ContainsAnyExcept(TagBytes) && text[0] != '-' && text[^1] != '-' && text.IndexOf("--"u8) < 0;

    public static bool IsKind(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLabel && char.IsAsciiLetter((char)text[0]) && !text.ContainsAnyExcept(AlphanumericBytes);

    /// <summary><c>[dns-prefix/]version</c>.</summary>
    public static bool IsApiVersion(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        var version = text[(slash + 1)..];
        return version.Length is > 0 and <= MaxLabel && !version.ContainsAnyExcept(AlphanumericBytes) && (slash < 0 || IsDnsSubdomain(text[..slash]));
    }

    private static bool IsDnsSubdomain(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxSubdomain)
        {
            return false;
        }

        foreach (var part in text.Split((byte)'.'))
        {
            if (!IsDnsLabel(text[part]))
            {
                return false;
            }
        }

        return true;
    }
}
