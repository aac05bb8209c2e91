using System.Diagnostics.CodeAnalysis;

namespace Catalog.Http.Analysis;

/// <summary>The url of a repository, or of a file in it, taken apart.</summary>
/// <param name="Host">The host, with the port when it is not the usual one.</param>
/// <param name="Owner">What stands before the name: organisation, group with subgroups, or project.</param>
/// <param name="Name">The repository's name.</param>
internal sealed record RepositoryUrl(string Host, string Owner, string Name)
{
    private static readonly string[] FileMarkers = ["-", "blob", "tree", "raw", "edit", "src", "browse"];

    /// <summary>Reads an absolute http, https, ssh or git url, also <c>git@host:owner/name</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RepositoryUrl? result)
    {
        result = null;
        if (!text.Contains("://", StringComparison.Ordinal) && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            && text.IndexOf(':', at) is > 0 and var colon)
        {
            text = $"ssh://{text[(at + 1)..colon]}/{text[(colon + 1)..]}";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "ssh" or "git"))
        {
            return false;
        }

        var parts = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (parts.Length == 0)
        {
            return false;
        }

        result = Array.IndexOf(parts, "_git") is > 0 and var git && git + 1 < parts.Length
            ? new RepositoryUrl(url.Authority, parts[git - 1], parts[git + 1])
            : Plain(url.Authority, parts);
        return result.Name.Length > 0;
    }

    // What follows a marker is a branch and a file; the marker counts from the third part on, for an owner may be called "src".
    private static RepositoryUrl Plain(string host, string[] parts)
    {
        var end = Array.FindIndex(parts, Math.Min(2, parts.Length), part => FileMarkers.Contains(part));
        var repository = end < 0 ? parts : parts[..end];
        var name = repository[^1];
        return new RepositoryUrl(
            host,
            string.Join('/', repository[..^1]),
            name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name);
    }
}
