using Catalog.Sources.Urls;

namespace Catalog.Sources.Tests.Urls;

public sealed class UrlAllowRuleTests
{
    [Theory]
    [InlineData("example.com", "https://example.com/x", true)]
    [InlineData("example.com", "https://EXAMPLE.com/x", true)]
    [InlineData("example.com", "http://example.com:80/x", true)]
    [InlineData("example.com", "https://example.com:8443/x", false)]
    [InlineData("example.com", "https://a.example.com/x", false)]
    [InlineData("example.com", "https://example.com.evil.org/x", false)]
    [InlineData("example.com:443", "https://example.com/x", true)]
    [InlineData("example.com:443", "http://example.com/x", false)]
    [InlineData("example.com:8000-8010", "http://example.com:8010/x", true)]
    [InlineData("example.com:8000-8010", "http://example.com:8011/x", false)]
    [InlineData("*.example.com", "https://a.b.example.com/x", true)]
    [InlineData("*.example.com", "https://example.com/x", false)]
    [InlineData("*.example.com", "https://notexample.com/x", false)]
    [InlineData("[::1]:7000", "http://[::1]:7000/x", true)]
    public void Hosts(string host, string url, bool allowed) => Assert.Equal(allowed, new UrlAllowRule(host).Allows(new Uri(url)));

    [Theory]
    [InlineData("/safe", "/safe", true)]
    [InlineData("/safe", "/safe/a.yaml", true)]
    [InlineData("/safe/", "/safe/a.yaml", true)]
    [InlineData("/safe/", "/safe", false)]
    [InlineData("/safe", "/safer", false)]
    [InlineData("/safe", "/safe/../secret", false)]
    [InlineData("/safe", "/safe/%2e%2e/secret", false)]
    [InlineData("/safe", "/safe/..%2fsecret", false)]
    [InlineData("/safe", "/safe/..%252fsecret", false)]
    [InlineData("/safe", "/safe/..%5csecret", false)]
    [InlineData("/safe", "/other/../safe/a.yaml", true)]
    public void Paths(string path, string asked, bool allowed) =>
        Assert.Equal(allowed, new UrlAllowRule("example.com", [path]).Allows(new Uri("https://example.com" + asked)));

    [Theory]
    [InlineData("example.com:")]
    [InlineData("example.com:x")]
    [InlineData("example.com:0")]
    [InlineData("example.com:9-8")]
    [InlineData("example.com:70000")]
    [InlineData(" ")]
    public void Malformed_hosts_are_refused(string host) => Assert.Throws<ArgumentException>(() => new UrlAllowRule(host));
}
