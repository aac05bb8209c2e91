using System.Net;

namespace Catalog.Processing.Scm;

/// <summary>The query of a url as name and value pairs, written as forms are (a blank as <c>+</c>).</summary>
internal static class QueryText
{
    public static List<KeyValuePair<string, string>> Read(string query) =>
        [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=');
            return equals < 0
                ? KeyValuePair.Create(WebUtility.UrlDecode(pair), "")
                : KeyValuePair.Create(WebUtility.UrlDecode(pair[..equals]), WebUtility.UrlDecode(pair[(equals + 1)..]));
        })];

    public static string Write(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join('&', pairs.Select(p => $"{WebUtility.UrlEncode(p.Key)}={WebUtility.UrlEncode(p.Value)}"));

    public static string? Get(string query, string name) =>
        Read(query).FirstOrDefault(p => p.Key == name) is { Key: not null } found ? found.Value : null;
}
