using System.Text;

namespace Catalog.Sources.Urls.Scm;

/// <summary>
/// One entry of <c>integrations</c>: a host whose file pages (<c>https://github.com/org/repo/blob/main/catalog-info.yaml</c>) are read
/// through its API, with credentials that go to that API only.
/// </summary>
public sealed record ScmIntegration(ScmKind Kind, string Host)
{
    /// <summary>The public hosts, without credentials; used unless an entry for the same host is configured.</summary>
    public static IReadOnlyList<ScmIntegration> Defaults { get; } =
    [
        new(ScmKind.GitHub, "github.com"), new(ScmKind.GitLab, "gitlab.com"), new(ScmKind.BitbucketCloud, "bitbucket.org"), new(ScmKind.Azure, "dev.azure.com"),
    ];

    /// <summary>Where the API answers; null for the kind's usual place on the host.</summary>
    public Uri? ApiBaseUrl { get; init; }

    /// <summary>Where a GitHub serves raw files; null for the usual place. Used when there is no token.</summary>
    public Uri? RawBaseUrl { get; init; }

    /// <summary>The host's own front page where that is not its root (GitLab, Gitea); null for the root.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>A bearer token, or for <see cref="ScmKind.Azure"/> a personal access token.</summary>
    public string? Token { get; init; }

    /// <summary>For hosts that take a name and password.</summary>
    public string? Username { get; init; }

    /// <summary>For hosts that take a name and password.</summary>
    public string? Password { get; init; }

    internal string Api => (ApiBaseUrl?.ToString() ?? Kind switch
    {
        ScmKind.GitHub => Host == "github.com" ? "https://api.github.com" : $"https://{Host}/api/v3",
        ScmKind.GitLab => $"{Front}/api/v4",
        ScmKind.BitbucketCloud => "https://api.bitbucket.org/2.0",
        ScmKind.BitbucketServer => $"https://{Host}/rest/api/1.0",
        ScmKind.Gitea => $"{Front}/api/v1",
        _ => $"https://{Host}",
    }).TrimEnd('/');

    internal string? Raw => (RawBaseUrl?.ToString() ?? (Kind == ScmKind.GitHub && Host == "github.com" ? "https://raw.githubusercontent.com" : null))?.TrimEnd('/');

    internal string Front => (BaseUrl?.ToString() ?? $"https://{Host}").TrimEnd('/');

    /// <summary>Whether a url is a page of this host.</summary>
    internal bool IsHostOf(Uri url) => (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && (Same(url.Authority, Host) || (Kind == ScmKind.Azure && Host == "dev.azure.com" && url.Host.EndsWith(".visualstudio.com", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a redirect may lead there: the host itself, its API, its raw files.</summary>
    internal bool Serves(Uri url) => IsHostOf(url) || IsUnder(url, Api) || (Raw is { } raw && IsUnder(url, raw));

    /// <summary>Whether a host and port are this integration's, so that it may also be a private address.</summary>
    internal bool Names(string host, int port)
    {
        string?[] bases = [Api, Front, Raw];
        return bases.Any(b => b is not null && new Uri(b) is var root && root.Port == port && Same(root.Host, host));
    }

    /// <summary>What to ask for to read a file page; null, with the reason, when the url is none.</summary>
    internal FileRequest? RequestFor(Uri url, out string? problem)
    {
        var (file, reason) = Kind switch
        {
            _ when url.AbsolutePath.AsSpan().ContainsAny('*', '?') => (null, "Unsupported search pattern URL"),
            ScmKind.GitHub => GitHubUrls.File(this, url),
            ScmKind.GitLab => GitLabUrls.File(this, url),
            ScmKind.BitbucketCloud => BitbucketUrls.CloudFile(this, url),
            ScmKind.BitbucketServer => BitbucketUrls.ServerFile(this, url),
            ScmKind.Azure => AzureUrls.File(url),
            _ => GiteaUrls.File(this, url),
        };
        problem = reason;
        return file is null ? null : new FileRequest(new Uri(file), Authorization(), Kind == ScmKind.GitHub ? "application/vnd.github.raw" : null);
    }

    private string? Authorization() => Kind switch
    {
        ScmKind.GitHub or ScmKind.GitLab or ScmKind.BitbucketServer when Token is { Length: > 0 } => $"Bearer {Token}",
        ScmKind.Azure when Token is { Length: > 0 } => Basic("", Token),
        ScmKind.Gitea when Username is null && (Password ?? Token) is { Length: > 0 } secret => $"token {secret}",
        ScmKind.BitbucketCloud when Username is { Length: > 0 } && (Token ?? Password) is { Length: > 0 } secret => Basic(Username, secret),
        ScmKind.BitbucketServer or ScmKind.Gitea when Username is { Length: > 0 } && Password is { Length: > 0 } => Basic(Username, Password),
        _ => null,
    };

    private static string Basic(string name, string secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}"));

    private static bool IsUnder(Uri url, string baseUrl)
    {
        var root = new Uri(baseUrl);
        return url.Scheme == root.Scheme && Same(url.Authority, root.Authority);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The kind and host, never the credentials.</summary>
    public override string ToString() => $"{Kind} {Host}";
}
