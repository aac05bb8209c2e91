using System.Net;
using System.Net.Sockets;

namespace Catalog.Sources.Urls;

/// <summary>Where a connection may go, by address: what keeps a url from reaching into the network that the server stands in.</summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] NeverAllowed =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),      // link-local, and the metadata service of most clouds
        IPNetwork.Parse("100.100.100.200/32"),  // metadata service
        IPNetwork.Parse("192.0.0.192/32"),      // metadata service
        IPNetwork.Parse("168.63.129.16/32"),    // host agent of a cloud
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("fd00:ec2::254/128"),   // metadata service
        IPNetwork.Parse("fd20:ce::254/128"),    // metadata service
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fec0::/10"),
    ];

    /// <summary>Why an address must not be connected to; null when it may.</summary>
    /// <param name="address">What the host's name resolved to.</param>
    /// <param name="allowPrivate">Whether the host is named literally in the configuration.</param>
    public static string? Refuse(IPAddress address, bool allowPrivate)
    {
        var actual = Unwrap(address);
        return Array.Exists(NeverAllowed, n => n.Contains(actual)) ? "is a link-local, metadata, multicast or unspecified address"
            : !allowPrivate && Array.Exists(Private, n => n.Contains(actual)) ? "is a loopback or private address, and the host is not named in 'backend.reading.allow'"
            : null;
    }

    // IPv6 addresses that lead to an IPv4 one: mapped, compatible, 6to4 and NAT64.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4))
            : bytes is [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] ? new IPAddress(bytes.AsSpan(12, 4))
            : !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0) && bytes is not [.., 0, 0, 0, 0 or 1] ? new IPAddress(bytes.AsSpan(12, 4))
            : address;
    }
}
