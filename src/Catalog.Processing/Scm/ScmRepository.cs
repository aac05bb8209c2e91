namespace Catalog.Processing.Scm;

/// <summary>The repository that a url of a known source host points into.</summary>
/// <param name="Owner">Organisation, group (with its parents), workspace or project.</param>
/// <param name="Name">The repository.</param>
/// <param name="Reference">Branch, tag or commit; empty when the url names none.</param>
/// <param name="Path">The file below the repository's root, as the url spells it; empty when the url names none.</param>
internal sealed record ScmRepository(string Owner, string Name, string Reference, string Path)
{
    /// <summary><c>owner/name</c>.</summary>
    public string Slug => $"{Owner}/{Name}";

    /// <summary>Reads a url; null when its host is not known or it points to no repository.</summary>
    public static ScmRepository? Parse(ScmIntegration? host, string url)
    {
        if (host is null || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return host.Type switch
        {
            ScmType.GitHub => Simple(parts, 2, "blob", "tree", "edit", "raw"),
            ScmType.BitbucketCloud => Simple(parts, 2, "src", "raw"),
            ScmType.Gitea => Gitea(parts),
            ScmType.GitLab => GitLab(parts),
            ScmType.BitbucketServer => BitbucketServer(parts, uri),
            ScmType.Azure => Azure(parts, uri),
            _ => null,
        };
    }

    private static ScmRepository? Simple(string[] parts, int at, params ReadOnlySpan<string> types)
    {
        if (parts.Length < at)
        {
            return null;
        }

        var name = parts[1].EndsWith(".git", StringComparison.Ordinal) ? parts[1][..^4] : parts[1];
        return parts.Length > at + 1 && types.Contains(parts[at])
            ? new ScmRepository(parts[0], name, parts[at + 1], string.Join('/', parts.Skip(at + 2)))
            : new ScmRepository(parts[0], name, "", "");
    }

    private static ScmRepository? Gitea(string[] parts) => parts.Length > 4 && parts[2] is "src" or "raw" && parts[3] is "branch" or "tag" or "commit"
        ? new ScmRepository(parts[0], parts[1], parts[4], string.Join('/', parts.Skip(5)))
        : Simple(parts, 2, "src", "raw");

    private static ScmRepository? GitLab(string[] parts)
    {
        var dash = Array.IndexOf(parts, "-");
        var project = dash < 0 ? Array.FindIndex(parts, p => p is "blob" or "tree" or "edit" or "raw") : dash;
        var end = project < 0 ? parts.Length : project;
        if (end < 2)
        {
            return null;
        }

        var rest = parts.AsSpan(Math.Min(parts.Length, dash < 0 ? end : end + 1));
        return new ScmRepository(
            string.Join('/', parts.Take(end - 1)), parts[end - 1], rest.Length > 1 ? rest[1] : "", rest.Length > 2 ? string.Join('/', rest[2..]!) : "");
    }

    private static ScmRepository? BitbucketServer(string[] parts, Uri uri) =>
        Array.IndexOf(parts, "repos") is > 0 and var at && at + 1 < parts.Length
            ? new ScmRepository(parts[at - 1], parts[at + 1], QueryText.Get(uri.Query, "at") ?? "", string.Join('/', parts.Skip(at + 3)))
            : null;

    private static ScmRepository? Azure(string[] parts, Uri uri)
    {
        var git = Array.IndexOf(parts, "_git");
        if (git < 1 || git + 1 >= parts.Length)
        {
            return null;
        }

        var version = QueryText.Get(uri.Query, "version") ?? "";
        return new ScmRepository(
            Uri.UnescapeDataString(string.Join('/', parts.Take(git))),
            Uri.UnescapeDataString(parts[git + 1]),
            version.Length > 2 ? version[2..] : "",
            QueryText.Get(uri.Query, "path") ?? "");
    }
}
