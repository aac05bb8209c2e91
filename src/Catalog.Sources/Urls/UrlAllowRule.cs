using System.Globalization;

namespace Catalog.Sources.Urls;

/// <summary>
/// One entry of <c>backend.reading.allow</c>. The host is exact or <c>*.example.com</c>, with a port or range of ports
/// (<c>example.com:8000-8099</c>) or else only the scheme's own; paths match themselves and what lies below them.
/// </summary>
public sealed class UrlAllowRule
{
    private readonly string _host;
    private readonly (int From, int To)? _ports;
    private readonly IReadOnlyList<string>? _paths;

    /// <exception cref="ArgumentException">The host or its port is malformed; the message says which.</exception>
    public UrlAllowRule(string host, IReadOnlyList<string>? paths = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        var colon = host.LastIndexOf(':');
        var hasPort = colon > host.LastIndexOf(']');
        _host = (hasPort ? host[..colon] : host).Trim('[', ']');
        _ports = hasPort ? ParsePorts(host, host[(colon + 1)..]) : null;
        _paths = paths;
    }

    /// <summary>Whether the host is written out, and so may also be a private address.</summary>
    public bool IsLiteral => !_host.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Whether an absolute http or https url may be read.</summary>
    public bool Allows(Uri url) =>
        AllowsHost(url.Host, url.Port, url.IsDefaultPort) && (_paths is null || _paths.Any(p => IsAtOrBelow(url.AbsolutePath, p)));

    internal bool AllowsHost(string host, int port, bool isDefaultPort) =>
        (_ports is var (from, to) ? port >= from && port <= to : isDefaultPort)
        && (IsLiteral ? string.Equals(host.Trim('[', ']'), _host, StringComparison.OrdinalIgnoreCase) : host.EndsWith(_host[1..], StringComparison.OrdinalIgnoreCase));

    // Dots that are hidden by escapes, or behind a backslash, may be followed by the server although not by us.
    private static bool IsAtOrBelow(string path, string allowed)
    {
        var plain = Uri.UnescapeDataString(Uri.UnescapeDataString(path)).Replace('\\', '/');
        return !plain.Split('/').Contains("..")
            && (path == allowed || path.StartsWith(allowed.EndsWith('/') ? allowed : allowed + "/", StringComparison.Ordinal));
    }

    private static (int, int) ParsePorts(string host, string ports)
    {
        var dash = ports.IndexOf('-');
        var (first, last) = dash < 0 ? (ports, ports) : (ports[..dash], ports[(dash + 1)..]);
        return TryPort(first, out var from) && TryPort(last, out var to) && from <= to
            ? (from, to)
            : throw new ArgumentException($"'{host}' names no valid port: write host:1234 or host:1234-1240");
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
