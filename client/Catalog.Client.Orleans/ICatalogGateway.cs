namespace Catalog.Client.Orleans;

/// <summary>The catalog's API on a cluster of silos; there is one such grain, 0, active on every silo. Requests and answers are those of the HTTP API.</summary>
[Alias("catalog.gateway")]
public interface ICatalogGateway : IGrainWithIntegerKey
{
    /// <summary>Has a silo answer a request, as if it had come over HTTP: with the same checks, of the same credentials.</summary>
    [Alias("send"), ResponseTimeout("00:10:00")]
    Task<GatewayAnswer> SendAsync(GatewayRequest request, CancellationToken cancellationToken);
}

/// <summary>A request.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Names and values.</param>
/// <param name="Body">The body; empty when there is none.</param>
[GenerateSerializer, Immutable, Alias("catalog.gateway-request")]
public sealed record GatewayRequest(
    [property: Id(0)] string Method, [property: Id(1)] string Target, [property: Id(2)] IReadOnlyList<KeyValuePair<string, string>> Headers, [property: Id(3)] ReadOnlyMemory<byte> Body);

/// <summary>An answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Names and values.</param>
/// <param name="Body">The body; empty when there is none.</param>
[GenerateSerializer, Immutable, Alias("catalog.gateway-answer")]
public sealed record GatewayAnswer(
    [property: Id(0)] int Status, [property: Id(1)] IReadOnlyList<KeyValuePair<string, string>> Headers, [property: Id(2)] ReadOnlyMemory<byte> Body);
