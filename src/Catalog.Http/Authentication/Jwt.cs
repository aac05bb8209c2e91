using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Catalog.Http.Requests;

namespace Catalog.Http.Authentication;

/// <summary>A signed token taken apart. Nothing in it is to be believed before its signature has been checked.</summary>
internal sealed class Jwt
{
    private const int MaxLength = 32 * 1024;
    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private Jwt(JsonElement header, JsonElement claims, byte[] signed, byte[] signature)
    {
        (_header, _claims) = (header, claims);
        (Signed, Signature) = (signed, signature);
    }

    /// <summary>What the signature is over.</summary>
    public ReadOnlyMemory<byte> Signed { get; }

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    public string? Algorithm => Text(_header, "alg");

    public string? KeyId => Text(_header, "kid");

    public string? Type => Text(_header, "typ");

    /// <summary>Whether the header asks for extensions that must be understood; none is.</summary>
    public bool IsCritical => _header.TryGetProperty("crit", out _);

    public string? Subject => Text(_claims, "sub");

    public string? Issuer => Text(_claims, "iss");

    public double? Expires => Number("exp");

    public double? NotBefore => Number("nbf");

    public double? IssuedAt => Number("iat");

    public IReadOnlyList<string> Audience => Texts("aud");

    /// <summary>Takes a token apart; false when it is no signed token.</summary>
    public static bool TryRead(string token, [NotNullWhen(true)] out Jwt? result)
    {
        result = null;
        var parts = token.Length > MaxLength ? [] : token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[2], out var signature) || !TryParse(parts[0], out var header) || !TryParse(parts[1], out var claims))
        {
            return false;
        }

        result = new Jwt(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
        return true;
    }

    /// <summary>A claim that is text; null when it is missing or something else.</summary>
    public string? Claim(string name) => Text(_claims, name);

    /// <summary>A claim that is a text or a list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => !_claims.TryGetProperty(name, out var value)
        ? []
        : value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)],
            _ => [],
        };

    private double? Number(string name) =>
        _claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryParse(string part, out JsonElement json)
    {
        json = default;
        if (!TryDecode(part, out var bytes))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            json = document.RootElement.Clone();
            return json.ValueKind == JsonValueKind.Object && JsonText.IsUnicode(bytes, json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryDecode(string part, out byte[] bytes)
    {
        bytes = Base64Url.IsValid(part) ? Base64Url.DecodeFromChars(part) : [];
        return Base64Url.IsValid(part);
    }
}
