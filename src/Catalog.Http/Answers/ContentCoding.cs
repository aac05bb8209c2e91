using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Catalog.Http.Answers;

/// <summary>Compression of answers: which coding a client takes, and the stream that writes it.</summary>
internal static class ContentCoding
{
    /// <summary>Bytes below which compressing is not worth it.</summary>
    public const int Threshold = 1024;

    private static readonly string[] Offered = ["br", "gzip", "deflate"];

    /// <summary>The coding to answer in; null for none.</summary>
    public static string? Choose(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding.Count == 0 || HttpMethods.IsHead(request.Method)
            || !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted))
        {
            return null;
        }

        string? best = null;
        var bestQuality = 0.0;
        foreach (var coding in Offered)
        {
            if (Quality(accepted, coding) is var quality && quality > bestQuality)
            {
                (best, bestQuality) = (coding, quality);
            }
        }

        return best;
    }

    /// <summary>A stream that compresses into another and leaves it open.</summary>
    public static Stream Wrap(string coding, Stream output) => coding switch
    {
        "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
        _ => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
    };

    private static double Quality(IList<StringWithQualityHeaderValue> accepted, string coding)
    {
        var any = -1.0;
        foreach (var entry in accepted)
        {
            if (entry.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Quality ?? 1;
            }

            any = entry.Value == "*" ? entry.Quality ?? 1 : any;
        }

        return any;
    }
}
