using System.Collections.Concurrent;
using System.Text.Json;
using Catalog.Client.Http;
using Catalog.Testing;
using Catalog.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Catalog.Client.Tests;

/// <summary>A server that repeats answers recorded from a real Backstage catalog, and a client of it.</summary>
public sealed class RecordedServer : IAsyncDisposable
{
    private static readonly Lazy<Dictionary<string, JsonElement>> Recorded =
        new(() => Fixtures.JsonLines("golden/golden.jsonl").ToDictionary(l => l.GetProperty("id").GetString()!));

    private readonly ConcurrentQueue<string> _bodies = new();

    private RecordedServer(StaticFileServer server)
    {
        Server = server;
        Http = new HttpClient { BaseAddress = server.BaseUrl };
        Client = new HttpCatalogClient(Http);
    }

    public StaticFileServer Server { get; }

    public HttpClient Http { get; }

    public ICatalogClient Client { get; }

    /// <summary>The bodies of the requests so far.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    public static async Task<RecordedServer> StartAsync() => new(await StaticFileServer.StartAsync());

    /// <summary>The recorded answer's JSON.</summary>
    public static JsonElement Answer(string id) => Recorded.Value[id].GetProperty("response");

    /// <summary>Repeats a recorded answer where it was asked for, or at another path.</summary>
    public void Repeat(string id, string? path = null)
    {
        var line = Recorded.Value[id];
        var asked = line.GetProperty("path").GetString()!.Split('?')[0];
        var answer = line.GetProperty("response");
        Reply("/api/catalog" + (path ?? asked), line.GetProperty("status").GetInt32(), answer.ValueKind == JsonValueKind.Null ? "" : answer.GetRawText());
    }

    /// <summary>Answers a path with these bodies, one after the other.</summary>
    public void Reply(string path, int status, params string[] answers)
    {
        var left = new ConcurrentQueue<string>(answers);
        Server.On(path, async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            _bodies.Enqueue(await body.ReadToEndAsync(context.RequestAborted));
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=utf-8";
            if (left.TryDequeue(out var answer))
            {
                await context.Response.WriteAsync(answer, context.RequestAborted);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
