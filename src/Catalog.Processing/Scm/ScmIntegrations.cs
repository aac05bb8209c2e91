using System.Collections.Frozen;

namespace Catalog.Processing.Scm;

/// <summary>The kinds of source host whose urls processing understands.</summary>
public enum ScmType
{
    /// <summary>GitHub and GitHub Enterprise.</summary>
    GitHub,

    /// <summary>GitLab.</summary>
    GitLab,

    /// <summary>Bitbucket Cloud.</summary>
    BitbucketCloud,

    /// <summary>Bitbucket Server and Data Center.</summary>
    BitbucketServer,

    /// <summary>Azure DevOps.</summary>
    Azure,

    /// <summary>Gitea.</summary>
    Gitea,
}

/// <summary>A source host. Immutable.</summary>
/// <param name="Type">What runs there.</param>
/// <param name="Host">The host as urls have it, with the port unless it is the scheme's own, in lower case.</param>
public sealed record ScmIntegration(ScmType Type, string Host);

/// <summary>
/// The source hosts that are known: those everybody has (github.com, gitlab.com, bitbucket.org, dev.azure.com) and those configured under
/// <c>integrations</c>. Immutable, thread-safe.
/// </summary>
public sealed class ScmIntegrations
{
    private readonly FrozenDictionary<string, ScmIntegration> _byHost;
    private readonly FrozenDictionary<string, ScmIntegration>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Takes the configured hosts; the public ones are added unless they are among them. The first of two with one host counts.</summary>
    public ScmIntegrations(IEnumerable<ScmIntegration> configured)
    {
        var all = new Dictionary<string, ScmIntegration>(StringComparer.OrdinalIgnoreCase);
        foreach (var integration in (ScmIntegration[])[.. configured, .. Public])
        {
            all.TryAdd(integration.Host, integration);
        }

        _byHost = all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _lookup = _byHost.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The public hosts only.</summary>
    public static ScmIntegrations Default { get; } = new([]);

    /// <summary>The hosts known, in no order.</summary>
    public IReadOnlyCollection<ScmIntegration> All => _byHost.Values;

    /// <summary>The host that a url is on; null when it is not known or the text is no absolute url.</summary>
    public ScmIntegration? ByUrl(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            return null;
        }

        var rest = url.AsSpan(scheme + 3);
        var end = rest.IndexOfAny('/', '?', '#');
        var host = end < 0 ? rest : rest[..end];
        return _lookup.TryGetValue(host[(host.LastIndexOf('@') + 1)..], out var found) ? found : null;
    }

    /// <summary>A url made absolute: as it is when it is absolute, else relative to the base's folder, or with a leading slash to its repository.</summary>
    /// <returns>Null when the two make no url.</returns>
    public string? Resolve(string url, string baseUrl) => ScmUrl.Resolve(ByUrl(baseUrl), url, baseUrl);

    private static ReadOnlySpan<ScmIntegration> Public => (ScmIntegration[])
    [
        new(ScmType.GitHub, "github.com"),
        new(ScmType.GitLab, "gitlab.com"),
        new(ScmType.BitbucketCloud, "bitbucket.org"),
        new(ScmType.Azure, "dev.azure.com"),
    ];
}
