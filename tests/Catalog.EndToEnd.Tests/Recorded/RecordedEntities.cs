using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Testing;

namespace Catalog.EndToEnd.Tests.Recorded;

/// <summary>
/// Entities recorded from a real Backstage catalog that read the same files at http://127.0.0.1:7099, told as if the files had been where
/// they are served now: urls, and the names that Backstage makes of the urls' hashes.
/// </summary>
internal static partial class RecordedEntities
{
    private const string RecordedAt = "http://127.0.0.1:7099/";

    /// <summary>Compact JSON by ref, with <c>uid</c> and <c>etag</c> blanked.</summary>
    public static SortedDictionary<string, string> Read(string fixture, Uri servedAt)
    {
        var lines = Fixtures.Text(fixture).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines.SelectMany(line => Url().Matches(line).Select(match => match.Value)).Distinct()
            .ToDictionary(url => GeneratedName(url), url => GeneratedName(url.Replace(RecordedAt, servedAt.ToString(), StringComparison.Ordinal)));
        return ByRef(lines.Select(line => JsonElement.Parse(
            Generated().Replace(line, match => names.GetValueOrDefault(match.Value, match.Value)).Replace(RecordedAt, servedAt.ToString(), StringComparison.Ordinal))));
    }

    /// <summary>Entities as the server gave them, in the same form.</summary>
    public static SortedDictionary<string, string> ByRef(IEnumerable<JsonElement> entities)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entity in entities)
        {
            var node = JsonNode.Parse(entity.GetRawText())!;
            node["metadata"]!["uid"] = "<uid>";
            node["metadata"]!["etag"] = "<etag>";
            result.Add($"{node["kind"]}:{node["metadata"]!["namespace"]}/{node["metadata"]!["name"]}".ToLowerInvariant(), node.ToJsonString());
        }

        return result;
    }

#pragma warning disable CA5350 // Backstage makes these names with SHA-1.
    private static string GeneratedName(string url) =>
        "generated-" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("url:" + url)));
#pragma warning restore CA5350

    [GeneratedRegex(@"http://127\.0\.0\.1:7099/[^""\s]*")]
    private static partial Regex Url();

    [GeneratedRegex("generated-[0-9a-f]{40}")]
    private static partial Regex Generated();
}
