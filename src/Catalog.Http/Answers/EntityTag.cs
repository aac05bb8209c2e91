using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Catalog.Http.Answers;

/// <summary>The weak validator that Express puts on a JSON answer, <c>W/"&lt;length in hex&gt;-&lt;27 characters of SHA-1&gt;"</c>.</summary>
internal static class EntityTag
{
    /// <summary>The tag of an answer's bytes.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Not a secret; the form is Express'.")]
    public static string Of(SegmentedBuffer content)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        foreach (var piece in content.Pieces)
        {
            sha.AppendData(piece.Span);
        }

        Span<byte> hash = stackalloc byte[20];
        sha.GetHashAndReset(hash);
        return $"W/\"{content.Length:x}-{Convert.ToBase64String(hash)[..27]}\"";
    }

    /// <summary>Whether the client says it has this version already.</summary>
    public static bool IsFresh(HttpRequest request, string tag)
    {
        if (request.Headers.IfNoneMatch is not { Count: > 0 } given || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            return false;
        }

        if (request.Headers.CacheControl.ToString().Contains("no-cache", StringComparison.OrdinalIgnoreCase)
            || !EntityTagHeaderValue.TryParseList(given, out var candidates))
        {
            return false;
        }

        var ours = EntityTagHeaderValue.Parse(tag);
        return candidates.Any(c => c.Equals(EntityTagHeaderValue.Any) || c.Compare(ours, useStrongComparison: false));
    }
}
