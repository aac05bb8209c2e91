using System.Security.Cryptography;
using System.Text;

namespace Catalog.Grains.Entities;

/// <summary>The hash that tells whether a source says the same as before.</summary>
public static class BodyHash
{
    /// <summary>A hash of location key and unprocessed body (128 bits of SHA-256).</summary>
    public static UInt128 Of(string? locationKey, ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        var hash = new UInt128(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest[8..]));
        return locationKey is null ? hash : hash ^ OfKey(locationKey);
    }

    private static UInt128 OfKey(string key)
    {
        var length = Encoding.UTF8.GetMaxByteCount(key.Length);
        var buffer = length <= 1_024 ? stackalloc byte[length] : new byte[length];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..Encoding.UTF8.GetBytes(key, buffer)], digest);
        return new UInt128(BitConverter.ToUInt64(digest[16..]), BitConverter.ToUInt64(digest[24..]));
    }
}
