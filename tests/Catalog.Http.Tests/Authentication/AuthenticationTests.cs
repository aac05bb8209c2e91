using System.Net;
using System.Security.Cryptography;
using Catalog.Http.Authentication;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Authentication;

/// <summary>Who is let in, on every route.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private const string Secret = "a-static-token-of-some-length";
    private TokenIssuer _issuer = null!;
    private TestCatalog _catalog = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _catalog = await TestCatalog.StartAsync(new CatalogHttpOptions
        {
            Auth = new CatalogAuthOptions
            {
                PluginBaseUrl = _issuer.PluginBaseUrl,
                UserKeysUrl = _issuer.UserKeysUrl,
                ExternalAccess =
                [
                    new ExternalAccess.Static(Secret, "ci"),
                    new ExternalAccess.Static("token-for-other-plugin", "other") { Restrictions = [new AccessRestriction("scaffolder", [], [])] },
                    new ExternalAccess.Static("token-for-reading-only", "reader") { Restrictions = [new AccessRestriction("catalog", [], ["read"])] },
                    new ExternalAccess.Static("token-for-one-permission", "facets") { Restrictions = [new AccessRestriction("catalog", ["catalog.entity.read"], [])] },
                    new ExternalAccess.Jwks(_issuer.ExternalKeysUrl) { Issuers = ["https://issuer"], Audiences = ["backstage-catalog"], Algorithms = ["ES256"], SubjectPrefix = "robots" },
                ],
            },
        });
        await _catalog.ProvideAsync("p", Samples.Component("a"));
    }

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_token_every_route_answers_401() => await AssertRefusedAsync(null, "Missing credentials");

    [Fact]
    public async Task With_a_wrong_token_every_route_answers_401() => await AssertRefusedAsync("not-a-token", "Illegal token");

    [Fact]
    public async Task With_an_expired_user_token_every_route_answers_401() =>
        await AssertRefusedAsync(_issuer.User(validFor: -5), "Failed user token verification");

    [Fact]
    public async Task With_a_plugin_token_for_another_plugin_every_route_answers_401() =>
        await AssertRefusedAsync(_issuer.Plugin(audience: "scaffolder"), "Failed plugin token verification");

    [Fact]
    public async Task With_a_token_restricted_to_another_plugin_every_route_answers_403()
    {
        foreach (var (method, path, body) in Routes.All)
        {
            Assert.Equal((HttpStatusCode.Forbidden, method + path), ((await AskAsync(method, path, body, "token-for-other-plugin")).Status, method + path));
        }
    }

    [Theory]
    [InlineData("static")]
    [InlineData("user")]
    [InlineData("plugin")]
    [InlineData("onBehalfOf")]
    [InlineData("external")]
    public async Task With_a_good_token_every_route_is_open(string kind)
    {
        var token = kind switch
        {
            "static" => Secret,
            "user" => _issuer.User(),
            "plugin" => _issuer.Plugin(),
            "onBehalfOf" => _issuer.Sign("vnd.backstage.plugin", new { sub = "scaffolder", aud = "catalog", iat = TokenIssuer.Now(), exp = TokenIssuer.Now(60), obo = _issuer.User() }),
            _ => External("https://issuer", "backstage-catalog"),
        };
        foreach (var (method, path, body) in Routes.All)
        {
            var (status, text) = await AskAsync(method, path, body, token);
            Assert.False(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500, $"{method} {path}: {(int)status} {text}");
        }
    }

    [Fact]
    public async Task A_token_of_a_foreign_key_is_refused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claims = new { sub = "user:default/ann", aud = "backstage", iat = TokenIssuer.Now(), exp = TokenIssuer.Now(60) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("GET", "/entities", null, _issuer.Sign("vnd.backstage.user", claims, stranger))).Status);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("RS256")]
    [InlineData("")]
    public async Task A_token_that_names_another_algorithm_than_the_key_is_refused(string algorithm)
    {
        var claims = new { sub = "user:default/ann", aud = "backstage", iat = TokenIssuer.Now(), exp = TokenIssuer.Now(60) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("GET", "/entities", null, _issuer.Sign("vnd.backstage.user", claims, algorithm: algorithm))).Status);
    }

    [Theory]
    [InlineData("https://other", "backstage-catalog")]
    [InlineData("https://issuer", "something-else")]
    public async Task An_external_token_needs_the_issuer_and_audience(string issuer, string audience) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("GET", "/entities", null, External(issuer, audience))).Status);

    [Theory]
    [InlineData("sub", null)]
    [InlineData("sub", "../evil")]
    public async Task A_plugin_token_needs_a_plugin_as_subject(string claim, string? value)
    {
        Assert.Equal("sub", claim);
        var token = _issuer.Sign("vnd.backstage.plugin", new { sub = value, aud = "catalog", iat = TokenIssuer.Now(), exp = TokenIssuer.Now(60) });
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("GET", "/entities", null, token)).Status);
    }

    [Fact]
    public async Task A_limited_user_token_is_for_cookies_only()
    {
        var token = _issuer.Sign("vnd.backstage.limited-user", new { sub = "user:default/ann", iat = TokenIssuer.Now(), exp = TokenIssuer.Now(60) });
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("GET", "/entities", null, token)).Status);
    }

    [Fact]
    public async Task A_token_for_reading_reads_and_does_not_change()
    {
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("GET", "/entities/by-name/component/default/a", null, "token-for-reading-only")).Status);
        foreach (var (method, path, body) in Routes.All.Where(r => r.Method is "PUT" or "DELETE" || r.Path is "/refresh" or "/locations" && r.Method == "POST"))
        {
            Assert.Equal((HttpStatusCode.Forbidden, method + path), ((await AskAsync(method, path, body, "token-for-reading-only")).Status, method + path));
        }
    }

    [Fact]
    public async Task A_token_for_one_permission_has_no_other()
    {
        Assert.Contains("\"component:default/a\"", (await AskAsync("POST", "/entities/by-query", """{"fields":["relations"]}""", "token-for-one-permission")).Body.Replace("group:default/team", "component:default/a"), StringComparison.Ordinal);
        Assert.Equal("[]", (await AskAsync("GET", "/locations", null, "token-for-one-permission")).Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync("POST", "/refresh", """{"entityRef":"component:default/a"}""", "token-for-one-permission")).Status);
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        using var response = await _catalog.Client.GetAsync(new Uri("/.backstage/health/v1/liveness", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task With_the_policy_switched_off_nobody_needs_a_token()
    {
        await using var open = await TestCatalog.StartAsync(new CatalogHttpOptions { Auth = new CatalogAuthOptions { DisableDefaultPolicy = true, ExternalAccess = [new ExternalAccess.Static(Secret, "ci")] } });
        using var response = await open.Client.GetAsync(new Uri("/api/catalog/entities", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private string External(string issuer, string audience) =>
        _issuer.Sign(null, new { sub = "builder", iss = issuer, aud = audience, exp = TokenIssuer.Now(60) });

    private async Task AssertRefusedAsync(string? token, string message)
    {
        foreach (var (method, path, body) in Routes.All)
        {
            var (status, text) = await AskAsync(method, path, body, token);
            Assert.True(status == HttpStatusCode.Unauthorized, $"{method} {path}: {(int)status} {text}");
            Assert.Contains($"\"name\":\"AuthenticationError\",\"message\":\"{message}\"", text, StringComparison.Ordinal);
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string method, string path, string? body, string? token)
    {
        using var request = Routes.Request(method, path, body, token);
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
