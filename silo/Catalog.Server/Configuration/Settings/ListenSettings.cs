using System.Globalization;
using System.Net;
using Catalog.Server.Configuration.Files;

namespace Catalog.Server.Configuration.Settings;

/// <summary>Where the server listens, from <c>backend.listen</c> and <c>backend.https</c>.</summary>
/// <param name="Host">A name or address; null means loopback, <c>*</c> and the any-addresses mean every network.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
/// <param name="CertificatePem">The certificate chain as PEM text; null to speak plain http.</param>
/// <param name="KeyPem">Its private key as PEM text.</param>
internal sealed record ListenSettings(string? Host, int Port, string? CertificatePem = null, string? KeyPem = null)
{
    /// <summary>The port of Backstage's backend.</summary>
    public const int DefaultPort = 7007;

    /// <summary>Whether only programs on this machine can reach the server.</summary>
    public bool IsLoopback =>
        Host is null || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>listen</c> as a port, <c>host:port</c>, <c>:port</c> or an object with host and port.</summary>
    public static ListenSettings Read(ConfigSection backend)
    {
        var (host, port) = backend.IsSection("listen") ? ReadObject(backend.Section("listen")!) : ReadText(backend);
        if (backend.IsSection("https"))
        {
            var certificate = backend.Section("https")!.Section("certificate");
            return new ListenSettings(host, port, certificate?.RequiredText("cert"), certificate?.RequiredText("key"));
        }

        if (backend.Flag("https") is true)
        {
            backend.Reject("https", "needs a certificate: { certificate: { cert: { $file: … }, key: { $file: … } } }; none is generated");
        }

        return new ListenSettings(host, port);
    }

    private static (string? Host, int Port) ReadObject(ConfigSection listen)
    {
        var port = listen.Number("port") ?? DefaultPort;
        if (port is >= 0 and <= 65_535 && port == Math.Floor(port))
        {
            return (NullIfEmpty(listen.Text("host")), (int)port);
        }

        listen.Reject("port", $"must be a port from 0 to 65535, not {port.ToString(CultureInfo.InvariantCulture)}");
        return (null, DefaultPort);
    }

    private static (string? Host, int Port) ReadText(ConfigSection backend)
    {
        if (backend.Text("listen") is not { } text)
        {
            return (null, DefaultPort);
        }

        var colon = text.LastIndexOf(':');
        if (ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return (NullIfEmpty(colon < 0 ? null : text[..colon].Trim('[', ']')), port);
        }

        backend.Reject("listen", $"must be <port> or <host>:<port>, not '{text}'");
        return (null, DefaultPort);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
