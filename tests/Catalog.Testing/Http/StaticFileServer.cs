using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Catalog.Testing.Http;

/// <summary>
/// A real web server on a free loopback port. In: files put into it or a folder, and paths that misbehave on purpose. Out: answers with
/// ETag revalidation, and the list of requests it got.
/// </summary>
public sealed class StaticFileServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private readonly string? _folder;
    private bool _disposed;

    private StaticFileServer(WebApplication app, string? folder) => (_app, _folder) = (app, folder);

    /// <summary>For example <c>http://127.0.0.1:41234</c>.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>Host and port, as an allow-list names them.</summary>
    public string Host => BaseUrl.Authority;

    /// <summary>What has been asked so far, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Starts a server; a folder, if given, is served for paths that were not put.</summary>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="port">0 for a free one; a number only where recorded answers name it.</param>
    public static async Task<StaticFileServer> StartAsync(string? folder = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        var server = new StaticFileServer(app, folder);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.BaseUrl = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>The absolute url of a path.</summary>
    public string Url(string path) => new Uri(BaseUrl, path).ToString();

    /// <summary>Serves a text, with an ETag, until put again or removed.</summary>
    public string Put(string path, string text) => Put(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Serves bytes, with an ETag, until put again or removed.</summary>
    public string Put(string path, byte[] content) => On(path, context => SendAsync(context, content));

    /// <summary>Answers a path with a handler.</summary>
    public string On(string path, RequestDelegate handler)
    {
        _routes[path] = handler;
        return Url(path);
    }

    /// <summary>Answers 404 from now on, unless the folder has the file.</summary>
    public void Remove(string path) => _routes.TryRemove(path, out _);

    /// <summary>Redirects a path.</summary>
    public string Redirect(string path, string to, int status = StatusCodes.Status302Found) => On(path, context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    });

    /// <summary>Answers a path with a bare status.</summary>
    public string Status(string path, int status, string? retryAfter = null) => On(path, context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.CompletedTask;
    });

    /// <summary>Takes requests of a path and never answers; with <paramref name="afterHeaders"/>, stops after the first bytes of the body.</summary>
    public string Hang(string path, bool afterHeaders = false) => On(path, async context =>
    {
        if (afterHeaders)
        {
            await context.Response.WriteAsync("kind: ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    });

    /// <summary>Streams a body of any size without telling its length.</summary>
    public string Endless(string path, long bytes) => On(path, async context =>
    {
        var chunk = new byte[64 * 1024];
        Array.Fill(chunk, (byte)'#');
        for (var sent = 0L; sent < bytes; sent += chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        _requests.Enqueue(new ReceivedRequest(
            request.Method, path + request.QueryString, request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_routes.TryGetValue(path + request.QueryString, out var handler) || _routes.TryGetValue(path, out handler))
        {
            await handler(context);
        }
        else if (_folder is not null && FileBelow(_folder, path) is { } file)
        {
            await SendAsync(context, await File.ReadAllBytesAsync(file, context.RequestAborted));
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static string? FileBelow(string folder, string path)
    {
        var file = Path.GetFullPath(Path.Join(folder, path));
        return file.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }

    private static async Task SendAsync(HttpContext context, byte[] content)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"";
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "text/yaml; charset=utf-8";
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }
}

/// <summary>A request that a <see cref="StaticFileServer"/> got.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">The headers; names compare without case.</param>
public sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);
