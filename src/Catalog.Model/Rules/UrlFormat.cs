using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Catalog.Model.Rules;

/// <summary>Whether a text is an absolute URL as browsers read one (WHATWG): <c>https://host/…</c>, <c>mailto:x</c>, no bare paths.</summary>
internal static class UrlFormat
{
    private static readonly SearchValues<char> SchemeChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static readonly SearchValues<char> ForbiddenInHost = SearchValues.Create(" #/:<>?@[\\]^|\t\n\r\0");

    public static bool IsUrl(string text)
    {
        var rest = text.AsSpan().Trim(" \t\n\r\f\v\0");
        var colon = rest.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(rest[0]) || rest[..colon].IndexOfAnyExcept(SchemeChars) >= 0)
        {
            return false;
        }

        var scheme = rest[..colon].ToString().ToLowerInvariant();
        rest = rest[(colon + 1)..];
        return scheme switch
        {
            "http" or "https" or "ws" or "wss" or "ftp" => IsAuthority(rest.TrimStart("/\\"), "/\\?#", hostNeeded: true),
            "file" => true,
            _ => !rest.StartsWith("//") || IsAuthority(rest[2..], "/?#", hostNeeded: false),
        };
    }

    private static bool IsAuthority(ReadOnlySpan<char> rest, ReadOnlySpan<char> terminators, bool hostNeeded)
    {
        var end = rest.IndexOfAny(terminators);
        var authority = end < 0 ? rest : rest[..end];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var bracket = host.StartsWith("[") ? host.IndexOf(']') : -1;
        var portAt = bracket < 0 ? host.LastIndexOf(':') : host[bracket..].IndexOf(':') is var p and >= 0 ? bracket + p : -1;
        if (portAt >= 0 && !IsPort(host[(portAt + 1)..]))
        {
            return false;
        }

        host = portAt < 0 ? host : host[..portAt];
        return host.IsEmpty ? !hostNeeded && portAt < 0 && authority.IsEmpty : host[0] == '[' ? IsIpv6(host) : IsHost(host, hostNeeded);
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (!text.ContainsAnyExceptInRange('0', '9') && ushort.TryParse(text, out _));

    private static bool IsIpv6(ReadOnlySpan<char> host) =>
        host[^1] == ']' && IPAddress.TryParse(host[1..^1], out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsHost(ReadOnlySpan<char> host, bool special)
    {
        if (host.ContainsAny(ForbiddenInHost) || (special && IsBadlyEscaped(host)))
        {
            return false;
        }

        var trimmed = host.TrimEnd('.');
        var last = trimmed[(trimmed.LastIndexOf('.') + 1)..];
        var numeric = special && !last.IsEmpty && !last.ContainsAnyExceptInRange('0', '9');
        return !numeric || IPAddress.TryParse(trimmed, out _);
    }

    private static bool IsBadlyEscaped(ReadOnlySpan<char> host)
    {
        if (!host.Contains('%'))
        {
            return false;
        }

        var plain = Uri.UnescapeDataString(host.ToString()).AsSpan();
        return plain.ContainsAny(ForbiddenInHost) || plain.Contains('%');
    }
}
