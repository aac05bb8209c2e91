using System.Web;

namespace Catalog.Sources.Urls.Scm;

/// <summary>File pages of Bitbucket: Cloud <c>/workspace/repo/src/ref/path</c>, Server <c>/projects/key/repos/repo/browse/path?at=ref</c>.</summary>
internal static class BitbucketUrls
{
    public static (string? Url, string? Problem) CloudFile(ScmIntegration integration, Uri url) =>
        url.Segments() is [var owner, var repo, "src" or "raw", var reference, .. { Length: > 0 } path]
            ? ($"{integration.Api}/repositories/{owner}/{repo}/src/{reference}/{string.Join('/', path)}", null)
            : (null, $"Incorrect URL: {url}, it names no file; expected https://{integration.Host}/<workspace>/<repository>/src/<branch>/<path>");

    public static (string? Url, string? Problem) ServerFile(ScmIntegration integration, Uri url)
    {
        if (url.Segments() is not ["projects" or "users", var owner, "repos", var repo, "browse" or "raw" or "src", .. { Length: > 0 } path])
        {
            return (null, $"Incorrect URL: {url}, it names no file; expected https://{integration.Host}/projects/<key>/repos/<repository>/browse/<path>");
        }

        var project = url.AbsolutePath.StartsWith("/users/", StringComparison.Ordinal) ? "~" + owner : owner;
        var at = HttpUtility.ParseQueryString(url.Query)["at"];
        return ($"{integration.Api}/projects/{project}/repos/{repo}/raw/{string.Join('/', path)}{(at is null ? "" : $"?at={Uri.EscapeDataString(at)}")}", null);
    }
}
