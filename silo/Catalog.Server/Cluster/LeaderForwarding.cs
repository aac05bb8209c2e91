using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Catalog.Grains;
using Catalog.Http.Routing;
using Catalog.Index;
using Catalog.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Catalog.Server.Cluster;

/// <summary>
/// Hands requests that change something on to the server that leads, with all their headers, and its answer back once this server shows what
/// it says; while nobody leads, they wait. Everything else is answered here.
/// </summary>
internal sealed class LeaderForwarding(CatalogEngine engine, ClusterMember member, CatalogIndex index, TimeProvider time) : IDisposable
{
    private const string SecretHeader = "Catalog-Forwarded-Secret", AddressHeader = "Catalog-Forwarded-For", SequenceHeader = "Catalog-Sequence";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(2);
    private static readonly HashSet<string> OfOneConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Expect", SecretHeader, AddressHeader,
    };

    // A connection for each request: one that cannot be made says for certain that a leader which is gone has got nothing.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
    });

    /// <summary>Answers a request here, or has it answered by the leader.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var isForwarded = TakeMark(http);
        if (http.GetEndpoint()?.Metadata.GetMetadata<ChangesCatalog>() is null || engine.IsLeader)
        {
            await next(http);
        }
        else if (isForwarded)
        {
            await Refusal.WriteAsync(http, "This server does not lead any more. Ask again.");
        }
        else
        {
            await ForwardAsync(http, next);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Whether another server sends the request; then its client's address counts, not that server's.</summary>
    private bool TakeMark(HttpContext http)
    {
        var headers = http.Request.Headers;
        var isForwarded = headers[SecretHeader] is [{ } secret]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(member.Secret));
        if (isForwarded && IPAddress.TryParse(headers[AddressHeader], out var address))
        {
            http.Connection.RemoteIpAddress = address;
        }

        headers.Remove(SecretHeader);
        headers.Remove(AddressHeader);
        return isForwarded;
    }

    private async Task ForwardAsync(HttpContext http, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        while (!engine.IsLeader)
        {
            if (member.Leader is { } leader && await TryForwardAsync(http, leader))
            {
                return;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                await Refusal.WriteAsync(http, "No server takes changes at the moment. Ask again.");
                return;
            }

            await Task.Delay(Pause, time, http.RequestAborted);
        }

        await next(http);
    }

    /// <summary>False when the leader cannot be reached, so that it has got nothing and another may be asked.</summary>
    private async Task<bool> TryForwardAsync(HttpContext http, RemoteLeader leader)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, leader.Replaced.Token);
        try
        {
            using var request = Copy(http, leader);
            using var answer = await _http.SendAsync(request, stop.Token);
            await ShowAsync(answer, stop.Token);
            await AnswerAsync(http, answer, stop.Token);
            return true;
        }
        catch (Exception e) when (IsUnreachable(e))
        {
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            if (http.Response.HasStarted) http.Abort();
            else await Refusal.WriteAsync(http, "The leading server went away while it worked on this; it may have been done or not. Ask again.");
            return true;
        }
    }

    // A time-out can only be that of connecting: there is no other.
    private static bool IsUnreachable(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
            or OperationCanceledException { InnerException: TimeoutException };

    private static HttpRequestMessage Copy(HttpContext http, RemoteLeader leader)
    {
        var incoming = http.Request;
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), leader.Leader.Address.TrimEnd('/') + target);
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            // The leader knows how large a body may be.
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
            request.Content = new StreamContent(incoming.Body);
        }

        foreach (var (name, values) in incoming.Headers)
        {
            if (OfOneConnection.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.Add(SecretHeader, leader.Leader.Secret);
        request.Headers.Add(AddressHeader, http.Connection.RemoteIpAddress?.ToString());
        return request;
    }

    /// <summary>Waits until this server shows what the leader has done, so that whoever asks it next finds it.</summary>
    private async Task ShowAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.Headers.TryGetValues(SequenceHeader, out var values) || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return;
        }

        using var limit = new CancellationTokenSource(LongestLag, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await index.AtLeastAsync(sequence, stop.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // It is done all the same; a client that must see it says so by the sequence number.
        }
    }

    private static async Task AnswerAsync(HttpContext http, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfOneConnection.Contains(name)) http.Response.Headers[name] = values.ToArray();
        }

        if (http.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            await answer.Content.CopyToAsync(http.Response.Body, cancellationToken);
        }
    }
}
