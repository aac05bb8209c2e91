using System.Text.Json;
using Catalog.Http.Authentication;
using Catalog.Http.Routing;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Http.Requests;

/// <summary>One request as handlers see it: checked parameters and body, and what is needed to answer.</summary>
internal sealed class CatalogRequest(HttpContext http, CatalogServices services)
{
    private IndexSnapshot? _snapshot;

    /// <summary>The HTTP side.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>What handlers work with.</summary>
    public CatalogServices Services { get; } = services;

    /// <summary>The query parameters.</summary>
    public QueryValues Query { get; set; } = QueryValues.Read(null);

    /// <summary>The JSON body; undefined where the operation reads none.</summary>
    public JsonElement Body { get; set; }

    /// <summary>The catalog as this request sees it, all through.</summary>
    public IndexSnapshot Snapshot
    {
        get => _snapshot ??= Services.Index.Current;
        set => _snapshot = value;
    }

    /// <summary>The snapshot that was read, if any.</summary>
    public IndexSnapshot? ReadSnapshot => _snapshot;

    /// <summary>Who is calling.</summary>
    public Credentials Caller { get; set; } = Credentials.None.Instance;

    /// <summary>The entities that the route's permission is given for.</summary>
    public Condition Scope { get; set; } = Condition.Everything;

    /// <summary>Whether the route's permission is refused, where the route answers that as if there were nothing.</summary>
    public bool IsDenied => ReferenceEquals(Scope, Condition.Nothing);

    /// <summary>Whether nothing is hidden from the caller.</summary>
    public bool SeesEverything => ReferenceEquals(Scope, Condition.Everything);

    /// <summary>A condition, narrowed to what the caller may see or do.</summary>
    public Condition MaySee(Condition where) => SeesEverything ? where : new All([Scope, where]);

    /// <summary>The path and query below the base path, as the client sent it.</summary>
    public string Url
    {
        get
        {
            var target = Http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : Http.Request.Path + Http.Request.QueryString.ToString();
            return target.StartsWith(Services.Options.BasePath, StringComparison.OrdinalIgnoreCase) && target.Length > Services.Options.BasePath.Length
                ? target[Services.Options.BasePath.Length..]
                : target;
        }
    }

    /// <summary>A part of the path, decoded.</summary>
    public string Route(string name) => ((string)Http.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The entity that the path names by kind, namespace and name; false when the parts make no reference.</summary>
    public bool TryRouteRef(out EntityRef entity) => EntityRef.TryParseFull(RouteRefText, out entity) && !Route("kind").Contains('/') && !Route("namespace").Contains('/');

    /// <summary>The reference that the path names, in lower case.</summary>
    public string RouteRefText => $"{Route("kind")}:{Route("namespace")}/{Route("name")}".ToLowerInvariant();
}
