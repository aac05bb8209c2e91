namespace Catalog.Sources.Urls.Scm;

/// <summary>File pages of Gitea: <c>/owner/repo/src/branch/ref/path</c>, also tag and commit.</summary>
internal static class GiteaUrls
{
    public static (string? Url, string? Problem) File(ScmIntegration integration, Uri url)
    {
        var below = new Uri(integration.Front).AbsolutePath.TrimEnd('/');
        var segments = url.AbsolutePath.StartsWith(below + "/", StringComparison.Ordinal)
            ? url.AbsolutePath[below.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        return segments is [var owner, var repo, "src" or "raw", "branch" or "tag" or "commit", var reference, .. { Length: > 0 } path]
            ? ($"{integration.Api}/repos/{owner}/{repo}/raw/{string.Join('/', path)}?ref={reference}", null)
            : (null, $"Incorrect URL: {url}, it names no file; expected {integration.Front}/<owner>/<repository>/src/branch/<branch>/<path>");
    }
}
