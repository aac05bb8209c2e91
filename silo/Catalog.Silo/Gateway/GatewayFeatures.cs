using System.Net;
using Catalog.Client.Orleans;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Silo.Gateway;

/// <summary>A request from the cluster as the web framework sees requests.</summary>
internal static class GatewayFeatures
{
    /// <summary>The features of a request whose answer is written to a stream.</summary>
    public static FeatureCollection Of(GatewayRequest request, Stream answer, CancellationToken cancellationToken)
    {
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers) headers[name] = value;
        headers.Host = "catalog.invalid";
        headers.ContentLength = request.Body.Length;

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            RawTarget = request.Target,
            Headers = headers,
            Path = Uri.UnescapeDataString(query < 0 ? request.Target : request.Target[..query]),
            QueryString = query < 0 ? "" : request.Target[query..],
            Body = new MemoryStream(request.Body.ToArray(), writable: false),
        });
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(request.Body.Length > 0));
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback });
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        return features;
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
