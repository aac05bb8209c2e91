using System.Net.Http.Headers;
using Catalog.Client.Http;

namespace Catalog.Client.Orleans;

/// <summary>The catalog over an Orleans client: no HTTP, and no address but the cluster's.</summary>
/// <example>
/// <code>
/// var catalog = OrleansCatalog.Connect(clusterClient, token: null);
/// var shop = await catalog.GetAsync("component:default/shop");
/// </code>
/// </example>
public static class OrleansCatalog
{
    /// <summary>A catalog client whose requests go to the cluster's silos.</summary>
    /// <param name="cluster">A connected client of the cluster; it is not disposed.</param>
    /// <param name="token">The caller's token, as the HTTP API takes it; null where none is asked for.</param>
    public static ICatalogClient Connect(IClusterClient cluster, string? token) => new HttpCatalogClient(new HttpClient(new GatewayHandler(cluster))
    {
        BaseAddress = new Uri("http://catalog.invalid"),
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    });
}
