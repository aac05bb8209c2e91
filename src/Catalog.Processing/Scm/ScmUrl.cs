using System.Text.RegularExpressions;

namespace Catalog.Processing.Scm;

/// <summary>What the urls of source hosts mean: resolving, editing, the repository in them.</summary>
internal static partial class ScmUrl
{
    public static string? Resolve(ScmIntegration? host, string url, string baseUrl)
    {
        if (IsAbsolute(url))
        {
            return url;
        }

        if (!IsAbsolute(baseUrl) || !Uri.TryCreate(baseUrl, UriKind.Absolute, out var root))
        {
            return null;
        }

        if (host?.Type == ScmType.Azure && ScmRepository.Parse(host, baseUrl) is { } repository)
        {
            return ResolveAzure(root, url, repository.Path);
        }

        if (url.StartsWith('/') && ScmRepository.Parse(host, baseUrl) is { Path.Length: > 0 } inRepository)
        {
            var folder = root.AbsolutePath[..^inRepository.Path.Length].TrimEnd('/');
            return new UriBuilder(root) { Path = folder + url, Fragment = "" }.Uri.AbsoluteUri;
        }

        if (!Uri.TryCreate(root, url, out var resolved))
        {
            return null;
        }

        var text = new UriBuilder(resolved) { Query = root.Query, Fragment = "" }.Uri.AbsoluteUri;
        return host?.Type == ScmType.GitHub ? WithGitHubType(text, "tree") : text;
    }

    /// <summary>Where a file is edited; null when the host is not known.</summary>
    public static string? Edit(ScmIntegration? host, string url) => host?.Type switch
    {
        null => null,
        ScmType.GitHub => WithGitHubType(url, "edit"),
        ScmType.GitLab => GitLabType().Replace(url, "/-/edit/", 1),
        ScmType.BitbucketCloud => WithQuery(url, ("mode", "edit"), ("at", ScmRepository.Parse(host, url)?.Reference ?? "")),
        ScmType.BitbucketServer => url.IndexOf('?') is >= 0 and var query ? url[..query] : url,
        ScmType.Gitea => GiteaType().Replace(url, "/_edit/", 1),
        _ => url,
    };

    /// <summary>Whether a text is a url by itself.</summary>
    public static bool IsAbsolute(string url) => Scheme().IsMatch(url) && Uri.TryCreate(url, UriKind.Absolute, out _);

    /// <summary>Whether a url names one commit for ever, so that nothing can be edited there.</summary>
    public static bool IsPinned(string url) => CommitHash().IsMatch(url);

    private static string ResolveAzure(Uri root, string url, string path)
    {
        var folder = new Uri("https://a.invalid/" + path.TrimStart('/'));
        var target = new Uri(folder, url).AbsolutePath;
        return WithQuery(root.AbsoluteUri, ("path", Uri.UnescapeDataString(target)));
    }

    private static string WithGitHubType(string url, string type) => GitHubType().Replace(url, "//${host}/${owner}/${repo}/" + type + "/", 1);

    private static string WithQuery(string url, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var builder = new UriBuilder(url);
        var pairs = QueryText.Read(builder.Query);
        foreach (var (name, value) in settings)
        {
            var at = pairs.FindIndex(p => p.Key == name);
            if (at < 0)
            {
                pairs.Add(new(name, value));
            }
            else
            {
                pairs[at] = new(name, value);
            }
        }

        builder.Query = QueryText.Write(pairs);
        return builder.Uri.AbsoluteUri;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\b[0-9a-f]{40,}\b")]
    private static partial Regex CommitHash();

    [GeneratedRegex("//(?<host>[^/]+)/(?<owner>[^/]+)/(?<repo>[^/]+)/(?:blob|tree|edit)/")]
    private static partial Regex GitHubType();

    [GeneratedRegex("/-/(?:blob|tree|edit)/")]
    private static partial Regex GitLabType();

    [GeneratedRegex("/src/(?:branch|tag|commit)?/?")]
    private static partial Regex GiteaType();
}
