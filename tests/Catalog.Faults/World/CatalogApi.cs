using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Catalog.Faults.World;

/// <summary>
/// What the steps ask of a running server. A call returns when the server has acknowledged it; a server that dies shows as
/// <see cref="HttpRequestException"/> without a status, an answer that is not among the wanted ones as <see cref="UnwantedAnswerException"/>.
/// </summary>
public sealed class CatalogApi(Uri server) : IDisposable
{
    private const string Base = "/api/catalog";
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(120) };

    /// <summary>Registers a url; whether it is registered already does not matter.</summary>
    public Task RegisterAsync(string url) =>
        SendAsync(HttpMethod.Post, "/locations", JsonContent.Create(new { type = "url", target = url }), HttpStatusCode.Created, HttpStatusCode.Conflict);

    /// <summary>Unregisters a url, if it is registered.</summary>
    public async Task UnregisterAsync(string url)
    {
        var locations = JsonElement.Parse(await SendAsync(HttpMethod.Get, "/locations", null, HttpStatusCode.OK));
        foreach (var location in locations.EnumerateArray().Select(l => l.GetProperty("data")))
        {
            if (location.GetProperty("target").GetString() != url)
            {
                continue;
            }

            await SendAsync(HttpMethod.Delete, "/locations/" + location.GetProperty("id").GetString(), null, HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        }
    }

    /// <summary>The targets of the registered locations, in order.</summary>
    public async Task<IReadOnlyList<string>> LocationsAsync()
    {
        var locations = JsonElement.Parse(await SendAsync(HttpMethod.Get, "/locations", null, HttpStatusCode.OK));
        return [.. locations.EnumerateArray().Select(l => l.GetProperty("data").GetProperty("target").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads an entity's source again, if the entity is there.</summary>
    public Task RefreshAsync(string entityRef) =>
        SendAsync(HttpMethod.Post, "/refresh", JsonContent.Create(new { entityRef }), HttpStatusCode.OK, HttpStatusCode.NotFound);

    /// <summary>Deletes an entity, if it is there.</summary>
    public async Task DeleteAsync(string path)
    {
        using var found = await _http.GetAsync(Base + "/entities/by-name/" + path);
        if (found.StatusCode == HttpStatusCode.NotFound)
        {
            return;
        }

        var text = await found.Content.ReadAsStringAsync();
        var entity = found.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new UnwantedAnswerException($"GET {path}: {(int)found.StatusCode} {text}", found.StatusCode);
        await SendAsync(HttpMethod.Delete, "/entities/by-uid/" + entity.GetProperty("metadata").GetProperty("uid").GetString(), null, HttpStatusCode.NoContent);
    }

    /// <summary>Puts one entity into a source.</summary>
    public Task PushAsync(string source, string path, string json) =>
        SendAsync(HttpMethod.Put, $"/sources/{source}/entities/{path}", Text(json, "application/json"), HttpStatusCode.OK, HttpStatusCode.BadRequest);

    /// <summary>Takes one entity out of a source, if it is there.</summary>
    public Task TakeOutAsync(string source, string path) =>
        SendAsync(HttpMethod.Delete, $"/sources/{source}/entities/{path}", null, HttpStatusCode.OK, HttpStatusCode.NotFound);

    /// <summary>Makes a source exactly these lines.</summary>
    public Task ReplaceSourceAsync(string source, IEnumerable<string> lines) =>
        SendAsync(HttpMethod.Put, $"/sources/{source}/entities", Text(string.Join('\n', lines), "application/x-ndjson"), HttpStatusCode.OK);

    /// <summary>Changes a source by these lines.</summary>
    public Task ChangeSourceAsync(string source, IEnumerable<string> lines) =>
        SendAsync(HttpMethod.Post, $"/sources/{source}/entities", Text(string.Join('\n', lines), "application/x-ndjson"), HttpStatusCode.OK);

    /// <summary>All entities, as they are.</summary>
    public Task<string> EntitiesAsync() => SendAsync(HttpMethod.Get, "/entities", null, HttpStatusCode.OK);

    /// <summary>How many entities there are; asks nothing of the database.</summary>
    public async Task<int> CountAsync() =>
        JsonElement.Parse(await SendAsync(HttpMethod.Get, "/entities/by-query?limit=0", null, HttpStatusCode.OK)).GetProperty("totalItems").GetInt32();

    /// <summary>Whether the server leads, of several that share a database.</summary>
    public async Task<bool> LeadsAsync() =>
        JsonElement.Parse(await _http.GetStringAsync("/.backstage/health/v1/readiness")).GetProperty("role").GetString() == "leader";

    /// <summary>Waits until the server has nothing left to do.</summary>
    public async Task SettledAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var health = await _http.GetStringAsync("/.backstage/health/v1/readiness", patience.Token);
            if (JsonElement.Parse(health).GetProperty("settled").GetBoolean())
            {
                return;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static StringContent Text(string text, string type) => new(text, Encoding.UTF8, type);

    private async Task<string> SendAsync(HttpMethod method, string path, HttpContent? body, params HttpStatusCode[] wanted)
    {
        using var request = new HttpRequestMessage(method, Base + path) { Content = body };
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return wanted.Contains(answer.StatusCode)
            ? text
            : throw new UnwantedAnswerException($"{method} {path}: {(int)answer.StatusCode} {text}", answer.StatusCode);
    }
}

/// <summary>The server answered, but not as it must.</summary>
public sealed class UnwantedAnswerException(string message, HttpStatusCode? status = null) : Exception(message)
{
    /// <summary>The answer's status; null where it was the content that was wrong.</summary>
    public HttpStatusCode? Status => status;
}
