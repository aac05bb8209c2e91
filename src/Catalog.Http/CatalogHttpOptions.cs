using Catalog.Http.Authentication;
using Catalog.Http.Cors;
using Catalog.Http.Limits;
using Catalog.Index.Query;

namespace Catalog.Http;

/// <summary>How the catalog is offered over HTTP. Plain values; the server binds them from <c>app-config.yaml</c>.</summary>
public sealed class CatalogHttpOptions
{
    /// <summary>Where the routes are mounted. Default <c>/api/catalog</c>.</summary>
    public string BasePath { get; set; } = "/api/catalog";

    /// <summary>Bytes in the body of a request on the contract's routes; a larger one is answered with 400, as Backstage does. Default 100 kB.</summary>
    public int MaxBodyBytes { get; set; } = 100 * 1024;

    /// <summary>Bytes in the body of a bulk push; a larger one is answered with 413. Default 8 GB.</summary>
    public long MaxPushBytes { get; set; } = 8L * 1000 * 1000 * 1000;

    /// <summary>Bytes of one entity in a bulk push; a longer line is refused. Default 10 MiB.</summary>
    public int MaxEntityBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>How large a filter or predicate may be.</summary>
    public QueryLimits QueryLimits { get; set; } = QueryLimits.Default;

    /// <summary>Location types that may be registered over the API. Default only <c>url</c>.</summary>
    public IReadOnlyList<string> LocationTypes { get; set; } = ["url"];

    /// <summary>What registering a location does when it is there already: true refreshes it, false answers 409. Default false.</summary>
    public bool RefreshLocationOnConflict { get; set; }

    /// <summary><c>catalog.readonly</c>: refuses to create, change or delete locations. Default false.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The kind of source control system behind a host (<c>github</c>, <c>gitlab</c>, <c>bitbucket</c>, <c>azure</c>), from <c>integrations</c>.</summary>
    public IReadOnlyDictionary<string, string> ScmHosts { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["github.com"] = "github",
        ["gitlab.com"] = "gitlab",
        ["bitbucket.org"] = "bitbucket",
        ["dev.azure.com"] = "azure",
    };

    /// <summary>Who may call.</summary>
    public CatalogAuthOptions Auth { get; set; } = new();

    /// <summary>Which web pages may call.</summary>
    public CatalogCorsOptions Cors { get; set; } = new();

    /// <summary>How many requests one address may make; null for any number.</summary>
    public CatalogRateLimitOptions? RateLimit { get; set; }
}
