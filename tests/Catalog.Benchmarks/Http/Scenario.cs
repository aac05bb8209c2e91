using System.Text;

namespace Catalog.Benchmarks.Http;

/// <summary>One request of the battery.</summary>
/// <param name="Name">What is asked, as the result table names it.</param>
/// <param name="Path">Path and query below the API's base.</param>
/// <param name="Body">A JSON body to POST; null for a GET.</param>
/// <param name="Heavy">Whole lists: fewer tries, MB/s instead of requests/s.</param>
internal sealed record Scenario(string Name, string Path, string? Body = null, bool Heavy = false)
{
    /// <summary>The request as it goes over the wire.</summary>
    public byte[] ToRequest(Uri api)
    {
        var target = new Uri(api, Path).PathAndQuery;
        return Encoding.UTF8.GetBytes(Body is null
            ? $"GET {target} HTTP/1.1\r\nHost: {api.Authority}\r\n\r\n"
            : $"POST {target} HTTP/1.1\r\nHost: {api.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n{Body}");
    }
}
