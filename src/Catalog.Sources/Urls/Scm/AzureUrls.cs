using System.Web;

namespace Catalog.Sources.Urls.Scm;

/// <summary>File pages of Azure DevOps: <c>/org/project/_git/repo?path=/file&amp;version=GBmain</c>, also without project and on visualstudio.com.</summary>
internal static class AzureUrls
{
    public static (string? Url, string? Problem) File(Uri url)
    {
        var query = HttpUtility.ParseQueryString(url.Query);
        var version = query["version"];
        var segments = url.Segments();
        var git = Array.IndexOf(segments, "_git");
        if (git < 1 || git + 1 >= segments.Length || query["path"] is not { Length: > 0 } path)
        {
            return (null, $"Incorrect URL: {url}, it names no file; expected {url.Scheme}://{url.Authority}/<organization>/<project>/_git/<repository>?path=/<path>");
        }

        if (version is not null && version is not ['G', 'B' or 'T', _, ..])
        {
            return (null, $"Incorrect URL: {url}, its version must be GB and a branch, or GT and a tag");
        }

        var repo = segments[git + 1];
        var isVisualStudio = url.Host.EndsWith(".visualstudio.com", StringComparison.OrdinalIgnoreCase);
        var project = git == 1 && !isVisualStudio ? [segments[0], repo] : segments[..git];
        var reference = version is null ? "" : $"&version={Uri.EscapeDataString(version[2..])}";
        return ($"{url.Scheme}://{url.Authority}/{string.Join('/', project)}/_apis/git/repositories/{repo}/items"
            + $"?api-version=6.0&path={Uri.EscapeDataString(path)}{reference}", null);
    }
}
