using System.Net;
using Catalog.Sources.Urls;

namespace Catalog.Sources.Tests.Urls;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("::169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("100.100.100.200")]
    [InlineData("fd00:ec2::254")]
    public void Never(string address)
    {
        Assert.NotNull(AddressRules.Refuse(IPAddress.Parse(address), allowPrivate: true));
        Assert.NotNull(AddressRules.Refuse(IPAddress.Parse(address), allowPrivate: false));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    public void Only_for_a_host_that_is_named(string address)
    {
        Assert.Null(AddressRules.Refuse(IPAddress.Parse(address), allowPrivate: true));
        Assert.NotNull(AddressRules.Refuse(IPAddress.Parse(address), allowPrivate: false));
    }

    [Theory]
    [InlineData("140.82.121.4")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:50c0:8000::154")]
    [InlineData("64:ff9b::8c52:7904")]
    public void Always(string address) => Assert.Null(AddressRules.Refuse(IPAddress.Parse(address), allowPrivate: false));
}
