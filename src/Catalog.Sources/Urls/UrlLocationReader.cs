using System.Net;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Sources.Urls.Scm;

namespace Catalog.Sources.Urls;

/// <summary>
/// Reads <c>url</c> locations. In: an http or https url of an allowed host, or a file page of a configured integration. Out: the bytes behind
/// it, revalidated by ETag, Last-Modified or content hash. Every hop of a redirect is checked like the first url, and connections go
/// only to addresses that <see cref="AddressRules"/> lets through.
/// </summary>
/// <remarks>Thread-safe. Holds connections: one instance for the life of the process.</remarks>
public sealed class UrlLocationReader : ILocationReader, IDisposable
{
    private readonly UrlReaderOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>A reader that resolves names as the machine does.</summary>
    public UrlLocationReader(UrlReaderOptions options, TimeProvider time) : this(options, time, Dns.GetHostAddressesAsync)
    {
    }

    internal UrlLocationReader(UrlReaderOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_options, _time) = (options, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = new GuardedConnector(IsNamed, resolve).ConnectAsync,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = false,
        });
    }

    /// <inheritdoc/>
    public bool CanRead(LocationRef location) => location.Type == "url";

    /// <inheritdoc/>
    public async ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        if (FirstRequest(location.Target, out var problem) is not { } first)
        {
            return Failed(problem!);
        }

        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FollowAsync(location.Target, first, ContentValidator.Parse(etag), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"{location.Target} did not answer within {_options.TimeLimit.TotalSeconds:0.###} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Failed($"Unable to read {location.Target}, {Innermost(e)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private FileRequest? FirstRequest(string target, out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || !target.StartsWith(url.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            problem = "Invalid URL";
        }
        else if (url.UserInfo.Length > 0)
        {
            problem = $"the url of host '{url.Host}' holds a user name or password; configure an integration instead";
        }
        else if (_options.Integrations.FirstOrDefault(i => i.IsHostOf(url)) is { } integration)
        {
            return integration.RequestFor(url, out problem);
        }
        else if (!IsHttp(url) || !_options.Allow.Any(r => r.Allows(url)))
        {
            problem = $"Reading from '{target}' is not allowed. You may need to configure an integration for the target host, "
                + "or add it to the configured list of allowed hosts at 'backend.reading.allow'";
        }
        else if (url.AbsolutePath.AsSpan().ContainsAny('*', '?'))
        {
            problem = "Unsupported search pattern URL";
        }

        return problem is null ? new FileRequest(url!) : null;
    }

    private async Task<LocationContent> FollowAsync(string target, FileRequest request, ContentValidator before, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var message = ToMessage(request, before);
            using var response = await _http.SendAsync(message, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } to)
            {
                return await AnswerAsync(target, request.Url, response, before, cancellationToken);
            }

            var next = new Uri(request.Url, to);
            if (redirects == _options.MaxRedirects)
            {
                return Failed($"Too many redirects (max {_options.MaxRedirects}) when reading {target}");
            }

            if (!MayFollow(next))
            {
                return Failed($"URL not allowed by backend.reading.allow configuration: {next} (redirected to from {request.Url})");
            }

            request = request.RedirectedTo(next);
        }
    }

    private async Task<LocationContent> AnswerAsync(
        string target, Uri url, HttpResponseMessage response, ContentValidator before, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && before.Hash.Length > 0)
        {
            return new LocationContent { Status = LocationStatus.NotModified, ETag = before.ToString() };
        }

        if (!response.IsSuccessStatusCode)
        {
            return Refusal(target, url, response);
        }

        var content = response.Content.Headers.ContentLength > _options.MaxBytes ? null : await BodyAsync(response, cancellationToken);
        if (content is null)
        {
            return Failed($"{target} has more than {_options.MaxBytes:N0} bytes, the limit");
        }

        IReadOnlyList<LocationFile> files = [new LocationFile(target, content.Value)];
        var now = new ContentValidator(
            ContentValidator.HashOf(files),
            response.Content.Headers.TryGetValues("Last-Modified", out var modified) ? modified.First() : "",
            response.Headers.TryGetValues("ETag", out var etag) ? etag.First() : "");
        return now.Hash == before.Hash
            ? new LocationContent { Status = LocationStatus.NotModified, ETag = now.ToString() }
            : new LocationContent { Status = LocationStatus.Found, Files = files, ETag = now.ToString() };
    }

    private async ValueTask<ReadOnlyMemory<byte>?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedRead.ToEndAsync(body, _options.MaxBytes, response.Content.Headers.ContentLength ?? 0, cancellationToken);
    }

    private LocationContent Refusal(string target, Uri url, HttpResponseMessage response) => response.StatusCode == HttpStatusCode.NotFound
        ? new LocationContent
        {
            Status = LocationStatus.NotFound,
            Problem = new Problem($"Unable to read url, no matching files found for {target}") { Name = "NotFoundError" },
        }
        : Failed($"could not read {url}, {(int)response.StatusCode} {response.ReasonPhrase}") with
        {
            RetryAfter = RetryAdvice.Of(response, _time.GetUtcNow(), _options.MaxRetryAfter),
        };

    private bool MayFollow(Uri url) => IsHttp(url) && url.UserInfo.Length == 0
        && (_options.Allow.Any(r => r.Allows(url)) || _options.Integrations.Any(i => i.Serves(url)));

    // A connection knows its host and port but not the scheme, so a default port may be either's.
    private bool IsNamed(string host, int port) =>
        _options.Allow.Any(r => r.IsLiteral && r.AllowsHost(host, port, port is 80 or 443)) || _options.Integrations.Any(i => i.Names(host, port));

    private static HttpRequestMessage ToMessage(FileRequest request, ContentValidator before)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, request.Url);
        message.Headers.TryAddWithoutValidation("User-Agent", "Catalog.Orleans");
        Add("Accept", request.Accept);
        Add("Authorization", request.Authorization);
        Add("If-None-Match", before.Tag);
        Add("If-Modified-Since", before.LastModified);
        return message;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;

    private static LocationContent Failed(string reason) => new()
    {
        Status = LocationStatus.Failed,
        Problem = new Problem($"Unable to read url, {reason}") { Name = "Error" },
    };
}
