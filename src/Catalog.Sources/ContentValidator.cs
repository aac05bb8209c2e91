using System.Security.Cryptography;
using System.Text;
using Catalog.Processing;

namespace Catalog.Sources;

/// <summary>What <see cref="LocationContent.ETag"/> holds: a hash of the content, and whatever lets the next read avoid fetching it.</summary>
/// <param name="Hash">Of all files' targets and bytes; empty when unknown.</param>
/// <param name="LastModified">A server's <c>Last-Modified</c>, as sent; empty when it sent none.</param>
/// <param name="Tag">A server's <c>ETag</c> as sent, or a fingerprint of files' sizes and times; empty when there is none.</param>
internal readonly record struct ContentValidator(string Hash, string LastModified = "", string Tag = "")
{
    private const char Separator = ';';

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else gives a validator that matches nothing.</summary>
    public static ContentValidator Parse(string? text) =>
        text?.Split(Separator, 3) is [var hash, var modified, var tag] ? new ContentValidator(hash, modified, tag) : new ContentValidator("");

    /// <summary>The hash of what was read.</summary>
    public static string HashOf(IReadOnlyList<LocationFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Target));
            BitConverter.TryWriteBytes(length, file.Content.Length);
            hash.AppendData(length);
            hash.AppendData(file.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>One line, opaque to everybody else.</summary>
    public override string ToString() => $"{Hash}{Separator}{LastModified.Replace(Separator, ' ')}{Separator}{Tag}";
}
