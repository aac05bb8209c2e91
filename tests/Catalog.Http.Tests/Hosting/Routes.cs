using System.Net.Http.Headers;
using System.Text;

namespace Catalog.Http.Tests.Hosting;

/// <summary>A request to every route, good enough to get past the checks of its form.</summary>
internal static class Routes
{
    /// <summary>Method, path below the base path, and body; null for none.</summary>
    public static readonly IReadOnlyList<(string Method, string Path, string? Body)> All =
    [
        ("GET", "/entities", null),
        ("GET", "/entities?limit=1", null),
        ("GET", "/entities/by-query", null),
        ("POST", "/entities/by-query", "{}"),
        ("POST", "/entities/by-refs", """{"entityRefs":["component:default/a"]}"""),
        ("GET", "/entities/by-name/component/default/a", null),
        ("GET", "/entities/by-uid/00000000-0000-4000-8000-000000000000", null),
        ("DELETE", "/entities/by-uid/00000000-0000-4000-8000-000000000000", null),
        ("GET", "/entities/by-name/component/default/a/ancestry", null),
        ("GET", "/entities/graph?root=component:default/a&depth=2", null),
        ("GET", "/entity-facets?facet=kind", null),
        ("POST", "/entity-facets", """{"facets":["kind"]}"""),
        ("POST", "/refresh", """{"entityRef":"component:default/a"}"""),
        ("POST", "/locations", """{"type":"url","target":"http://127.0.0.1:1/x.yaml"}"""),
        ("GET", "/locations", null),
        ("POST", "/locations/by-query", "{}"),
        ("GET", "/locations/00000000-0000-4000-8000-000000000000", null),
        ("PUT", "/locations/00000000-0000-4000-8000-000000000000", """{"type":"url","target":"http://127.0.0.1:1/x.yaml"}"""),
        ("DELETE", "/locations/00000000-0000-4000-8000-000000000000", null),
        ("GET", "/locations/by-entity/component/default/a", null),
        ("POST", "/analyze-location", """{"location":{"type":"url","target":"https://github.com/o/r"}}"""),
        ("POST", "/validate-entity", """{"entity":{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"v"},"spec":{"type":"t","lifecycle":"l","owner":"o"}},"location":"url:http://127.0.0.1:1/x.yaml"}"""),
        ("GET", "/openapi.json", null),
        ("GET", "/extensions/openapi.json", null),
        ("GET", "/.well-known/backstage/permissions/metadata", null),
        ("POST", "/.well-known/backstage/permissions/apply-conditions", """{"items":[]}"""),
        ("GET", "/entities/unprocessed/failed", null),
        ("GET", "/entities/unprocessed/pending", null),
        ("DELETE", "/entities/unprocessed/delete/00000000-0000-4000-8000-000000000000", null),
        ("GET", "/inspect/component/default/a", null),
        ("GET", "/inspect/explain?filter=kind=component", null),
        ("POST", "/inspect/explain", "{}"),
        ("GET", "/inspect/memory", null),
        ("GET", "/changes?after=0&wait=0", null),
        ("PUT", "/sources/s/entities", ""),
        ("POST", "/sources/s/entities", ""),
        ("PUT", "/sources/s/entities/component/default/p", """{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"p"},"spec":{"type":"t","lifecycle":"l","owner":"o"}}"""),
        ("DELETE", "/sources/s/entities/component/default/p", null),
        ("GET", "/nope", null),
    ];

    public static HttpRequestMessage Request(string method, string path, string? body, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/api/catalog" + path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }
}
