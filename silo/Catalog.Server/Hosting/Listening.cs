using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Catalog.Server.Configuration.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Catalog.Server.Hosting;

/// <summary>Binds the web server to where the settings say, and tells in words what stands in the way.</summary>
internal static class Listening
{
    /// <summary>Applies address, port and certificate.</summary>
    /// <exception cref="StartException">The host is no address of this machine, or the certificate cannot be used.</exception>
    public static void Apply(KestrelServerOptions kestrel, ListenSettings settings)
    {
        kestrel.AddServerHeader = false;
        foreach (var address in Addresses(settings.Host))
        {
            kestrel.Listen(address, settings.Port, endpoint =>
            {
                if (settings.CertificatePem is not null)
                {
                    endpoint.UseHttps(Certificate(settings));
                }
            });
        }
    }

    /// <summary>Starts the application; a port that is taken or forbidden is said in one sentence.</summary>
    /// <exception cref="StartException">It cannot listen there.</exception>
    public static async Task StartAsync(WebApplication app, ListenSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartException($"Port {settings.Port} is in use by another program. Stop it, or choose another port with --port.");
        }
        catch (SocketException e)
        {
            throw new StartException($"Cannot listen on {settings.Host ?? "127.0.0.1"}:{settings.Port}: {e.Message}");
        }
    }

    /// <summary>Where the server listens, as a url without a slash at the end, in a form that this machine can call.</summary>
    public static string Url(WebApplication app) => Url(app, () => "127.0.0.1");

    /// <summary>The same in a form that other machines can call, where the server listens for them: by the address of this machine's name.</summary>
    public static string UrlForOthers(WebApplication app) => Url(
        app, () => Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(a => !IPAddress.IsLoopback(a), IPAddress.Loopback).ToString());

    private static string Url(WebApplication app, Func<string> hostOfAny)
    {
        var url = new UriBuilder(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (url.Host is "[::]" or "0.0.0.0")
        {
            url.Host = hostOfAny();
        }

        return url.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static IPAddress[] Addresses(string? host)
    {
        if (host is null or "localhost")
        {
            return [IPAddress.Loopback];
        }

        if (host == "*")
        {
            return [IPAddress.IPv6Any];
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (SocketException e)
        {
            throw new StartException($"backend.listen names the host {host}, which has no address: {e.Message}");
        }
    }

    private static X509Certificate2 Certificate(ListenSettings settings)
    {
        try
        {
            return X509Certificate2.CreateFromPem(settings.CertificatePem, settings.KeyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new StartException($"backend.https.certificate cannot be used: {e.Message}");
        }
    }
}
