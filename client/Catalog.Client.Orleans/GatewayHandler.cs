using System.Net;

namespace Catalog.Client.Orleans;

/// <summary>Carries requests to the gateway grain, and its answers back. What Orleans cannot deliver is told as HTTP tells what it cannot connect to.</summary>
internal sealed class GatewayHandler(IClusterClient cluster) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>());
        var asked = new GatewayRequest(
            request.Method.Method, request.RequestUri!.PathAndQuery, [.. headers.Select(h => KeyValuePair.Create(h.Key, string.Join(", ", h.Value)))], body);
        return Read(await SendAsync(asked, cancellationToken).ConfigureAwait(false), request);
    }

    private async Task<GatewayAnswer> SendAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await cluster.GetGrain<ICatalogGateway>(0).SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            throw new HttpRequestException($"The cluster does not answer: {e.Message}", e);
        }
    }

    private static HttpResponseMessage Read(GatewayAnswer answer, HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new ReadOnlyMemoryContent(answer.Body) };
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
