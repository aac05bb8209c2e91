namespace Catalog.Sources.Urls.Scm;

/// <summary>File pages of GitHub: <c>/owner/repo/blob/ref/path</c>, also with <c>raw</c>, <c>tree</c> and <c>edit</c>.</summary>
internal static class GitHubUrls
{
    public static (string? Url, string? Problem) File(ScmIntegration integration, Uri url)
    {
        if (url.Segments() is not [var owner, var repo, "blob" or "raw" or "tree" or "edit", .. { Length: >= 2 } rest])
        {
            return (null, $"Incorrect URL: {url}, it names no file; expected https://{integration.Host}/<owner>/<repository>/blob/<branch>/<path>");
        }

        var (reference, path) = rest is ["refs", "heads" or "tags", _, _, ..] ? (string.Join('/', rest[..3]), rest[3..]) : (rest[0], rest[1..]);
        var file = string.Join('/', path);
        return (integration.Raw is null || !string.IsNullOrEmpty(integration.Token)
            ? $"{integration.Api}/repos/{owner}/{repo}/contents/{file}?ref={reference}"
            : $"{integration.Raw}/{owner}/{repo}/{reference}/{file}", null);
    }

    /// <summary>The parts of a url's path, escaped as they are.</summary>
    public static string[] Segments(this Uri url) => url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
