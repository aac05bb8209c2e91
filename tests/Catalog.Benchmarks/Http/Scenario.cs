using System.Text;

namespace Catalog.Benchmarks.Http;

/// <summary>One request of the battery.</summary>
/// <param name="Name">What is asked, as the result table names it.</param>
/// <param name="Path">Path and query below the API's base.</param>
/// <param name="Body">A JSON body to POST; null for a GET.</param>
/// <param name="Heavy">Whole lists: fewer tries, MB/s instead of requests/s.</param>
internal sealed record Scenario(string Name, string Path, string? Body = null, bool Heavy = false)
{
    public HttpRequestMessage ToRequest(Uri api)
    {
        var request = new HttpRequestMessage(Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(api, Path));
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        }

        return request;
    }
}
