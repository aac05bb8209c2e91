using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Catalog.Http.Authentication;

/// <summary>A public key of a key set, and the check of a signature with it; the arithmetic is the framework's.</summary>
internal sealed class Jwk : IDisposable
{
    private const int MinRsaBits = 2048;
    private readonly Lock _gate = new();
    private readonly AsymmetricAlgorithm _key;

    private Jwk(string? id, string? algorithm, AsymmetricAlgorithm key) => (Id, Algorithm, _key) = (id, algorithm, key);

    /// <summary>The key's id; null when it has none.</summary>
    public string? Id { get; }

    /// <summary>The only algorithm that it is for; null when it does not say.</summary>
    public string? Algorithm { get; }

    /// <summary>Reads a key set; keys of other kinds or uses are left out.</summary>
    /// <exception cref="JsonException">It is no key set.</exception>
    public static IReadOnlyList<Jwk> ReadSet(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("keys", out var keys)
            && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Select(Read).OfType<Jwk>()]
            : throw new JsonException("The answer has no list of keys.");
    }

    /// <summary>Whether the signature of a token is this key's. The algorithm must fit the key: it is never taken on the token's word alone.</summary>
    public bool Verifies(Jwt token)
    {
        var algorithm = token.Algorithm;
        if (algorithm is null || algorithm.Length != 5 || (Algorithm is not null && Algorithm != algorithm) || HashOf(algorithm) is not { } hash)
        {
            return false;
        }

        lock (_gate)
        {
            return (_key, algorithm[..2]) switch
            {
                (RSA rsa, "RS") => rsa.VerifyData(token.Signed.Span, token.Signature.Span, hash, RSASignaturePadding.Pkcs1),
                (RSA rsa, "PS") => rsa.VerifyData(token.Signed.Span, token.Signature.Span, hash, RSASignaturePadding.Pss),
                (ECDsa ec, "ES") when ec.KeySize == CurveSize(algorithm) => ec.VerifyData(token.Signed.Span, token.Signature.Span, hash),
                _ => false,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static HashAlgorithmName? HashOf(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static int CurveSize(string algorithm) => algorithm == "ES512" ? 521 : algorithm == "ES384" ? 384 : 256;

    private static Jwk? Read(JsonElement key)
    {
        try
        {
            if (key.ValueKind != JsonValueKind.Object || Text(key, "use") is not (null or "sig"))
            {
                return null;
            }

            AsymmetricAlgorithm? algorithm = Text(key, "kty") switch
            {
                "RSA" => ReadRsa(key),
                "EC" => ReadEc(key),
                _ => null,
            };
            return algorithm is null ? null : new Jwk(Text(key, "kid"), Text(key, "alg"), algorithm);
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static RSA? ReadRsa(JsonElement key)
    {
        var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
        if (rsa.KeySize >= MinRsaBits)
        {
            return rsa;
        }

        rsa.Dispose();
        return null;
    }

    private static ECDsa? ReadEc(JsonElement key) => Curve(Text(key, "crv")) is { } curve
        ? ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } })
        : null;

    private static ECCurve? Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name) ?? "");
}
