using System.Net;
using System.Net.Sockets;

namespace Catalog.Sources.Urls;

/// <summary>
/// Opens connections for the url reader: resolves the host, drops addresses that <see cref="AddressRules"/> refuses, and connects to what
/// was checked, so that a name which resolves differently the second time gains nothing.
/// </summary>
/// <param name="isLiteral">Whether a host and port are named literally in the configuration.</param>
/// <param name="resolve">Name resolution.</param>
internal sealed class GuardedConnector(Func<string, int, bool> isLiteral, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public GuardedConnector(Func<string, int, bool> isLiteral) : this(isLiteral, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">Every address of the host is refused.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowPrivate = isLiteral(host, port);
        string? refusal = null;
        Exception? failure = null;
        foreach (var address in IPAddress.TryParse(host, out var given) ? [given] : await resolve(host, cancellationToken))
        {
            if (AddressRules.Refuse(address, allowPrivate) is { } reason)
            {
                refusal ??= $"{address} {reason}";
                continue;
            }

            try
            {
                return await ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            }
            catch (SocketException e)
            {
                failure = e;
            }
        }

        throw failure ?? new AddressRefusedException(refusal ?? $"{host} has no address");
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host whose addresses must not be connected to. Never leaves the url reader: it becomes a problem there.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
