using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Catalog.Testing.Http;

namespace Catalog.Http.Tests.Authentication;

/// <summary>Signs tokens as a Backstage backend does, and serves its public keys.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly StaticFileServer _server;

    private TokenIssuer(StaticFileServer server) => _server = server;

    public Uri PluginBaseUrl => new(_server.BaseUrl, "/api");

    public Uri UserKeysUrl => new(_server.BaseUrl, "/api/auth/.well-known/jwks.json");

    public Uri ExternalKeysUrl => new(_server.BaseUrl, "/keys");

    public static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer(await StaticFileServer.StartAsync());
        var point = issuer._key.ExportParameters(false).Q;
        var keys = $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","alg":"ES256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
        foreach (var path in (string[])["/api/auth/.well-known/jwks.json", "/api/scaffolder/.backstage/auth/v1/jwks.json", "/keys"])
        {
            issuer._server.Put(path, keys);
        }

        return issuer;
    }

    public string Sign(string? type, object claims, ECDsa? key = null, string algorithm = "ES256")
    {
        var header = JsonSerializer.Serialize(type is null ? new { alg = algorithm, kid = "k1" } : (object)new { typ = type, alg = algorithm, kid = "k1" });
        var signed = $"{Encode(header)}.{Encode(JsonSerializer.Serialize(claims))}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    public string User(string entity = "user:default/ann", int validFor = 600) => Sign("vnd.backstage.user", new
    {
        iss = "backstage",
        sub = entity,
        aud = "backstage",
        ent = (string[])[entity, "group:default/team"],
        iat = Now(),
        exp = Now(validFor),
    });

    public string Plugin(string audience = "catalog", int validFor = 600, string subject = "scaffolder") =>
        Sign("vnd.backstage.plugin", new { sub = subject, aud = audience, iat = Now(), exp = Now(validFor) });

    public static long Now(int offset = 0) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + offset;

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _server.DisposeAsync();
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
