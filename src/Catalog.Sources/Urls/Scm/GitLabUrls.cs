namespace Catalog.Sources.Urls.Scm;

/// <summary>File pages of GitLab: <c>/group/…/project/-/blob/ref/path</c>, with or without the dash.</summary>
internal static class GitLabUrls
{
    public static (string? Url, string? Problem) File(ScmIntegration integration, Uri url)
    {
        var below = new Uri(integration.Front).AbsolutePath.TrimEnd('/');
        var path = url.AbsolutePath;
        var blob = path.IndexOf("/blob/", StringComparison.Ordinal);
        var rest = blob < 0 ? [] : path[(blob + "/blob/".Length)..].Split('/', 2);
        if (rest is not [{ Length: > 0 } branch, { Length: > 0 } file] || !path.StartsWith(below + "/", StringComparison.Ordinal))
        {
            return (null, $"Incorrect URL: {url}, it names no file; expected {integration.Front}/<group>/<project>/-/blob/<branch>/<path>");
        }

        var project = (path[..blob].EndsWith("/-", StringComparison.Ordinal) ? path[..(blob - 2)] : path[..blob])[below.Length..].Trim('/');
        return ($"{integration.Api}/projects/{Escape(project)}/repository/files/{Escape(file)}/raw?ref={branch}", null);
    }

    private static string Escape(string path) => Uri.EscapeDataString(Uri.UnescapeDataString(path));
}
