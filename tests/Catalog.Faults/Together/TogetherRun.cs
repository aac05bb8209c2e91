using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;

namespace Catalog.Faults.Together;

/// <summary>
/// What docker-compose.yml starts, without Docker and configured by the same variables: PostgreSQL, two servers, one port before them. Checks
/// through that port that the sample is there, that what is written is read back whoever answers, and that one server can be stopped.
/// </summary>
public sealed class TogetherRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly PostgresServer _postgres;
    private readonly CatalogProcess[] _servers;
    private readonly RoundRobin _proxy;
    private readonly HttpClient _http;

    private TogetherRun(PostgresServer postgres, CatalogProcess[] servers, RoundRobin proxy)
    {
        (_postgres, _servers, _proxy) = (postgres, servers, proxy);
        // A connection for each request, so that the answers come from both.
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = proxy.Url };
    }

    /// <summary>The one port.</summary>
    public Uri Url => _proxy.Url;

    /// <summary>Starts all; it answers when this returns.</summary>
    public static async Task<TogetherRun> StartAsync()
    {
        var postgres = await PostgresServer.CreateAsync();
        var variables = new Dictionary<string, string>
        {
            ["APP_CONFIG_backend_database_client"] = "pg",
            ["APP_CONFIG_backend_database_connection_host"] = "127.0.0.1",
            ["APP_CONFIG_backend_database_connection_port"] = $"{postgres.Port}",
            ["APP_CONFIG_backend_database_connection_user"] = "catalog",
            ["APP_CONFIG_backend_database_connection_password"] = PostgresServer.Password,
            ["APP_CONFIG_backend_database_connection_database"] = "postgres",
        };
        CatalogProcess[] servers = [CatalogProcess.Launch(["--port", "0"], variables), CatalogProcess.Launch(["--port", "0"], variables)];
        var urls = await Task.WhenAll(servers.Select(server => server.ListeningAsync(CancellationToken.None)));
        return new TogetherRun(postgres, servers, new RoundRobin([.. urls.Select(url => new IPEndPoint(IPAddress.Loopback, url.Port))]));
    }

    /// <summary>Checks that it works; stops one of the servers on the way.</summary>
    /// <exception cref="InvalidOperationException">It does not; the message says what.</exception>
    public async Task CheckAsync()
    {
        await UntilAsync("one server leads and the other follows", async () =>
        {
            var roles = new HashSet<string>();
            for (var i = 0; i < 4; i++) roles.Add((await JsonAsync("/.backstage/health/v1/readiness")).GetProperty("role").GetString()!);
            return roles.SetEquals(["leader", "follower"]);
        });
        await UntilAsync("the sample is there", async () =>
            (await _http.GetAsync("/api/catalog/entities/by-name/component/default/checkout-service")).IsSuccessStatusCode);
        await WriteAndReadAsync("both-run");
        await _servers[0].StopAsync("TERM", CancellationToken.None);
        await WriteAndReadAsync("one-runs");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task WriteAndReadAsync(string name)
    {
        for (var i = 0; i < 10; i++)
        {
            using var written = await _http.PutAsync($"/api/catalog/sources/check/entities/component/default/{name}", JsonContent.Create(new
            {
                apiVersion = "backstage.io/v1alpha1",
                kind = "Component",
                metadata = new { name, description = $"{i}" },
                spec = new { type = "service", lifecycle = "x", owner = "o" },
            }));
            if (!written.IsSuccessStatusCode) throw new InvalidOperationException($"A write was answered {(int)written.StatusCode} {await written.Content.ReadAsStringAsync()}");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/catalog/entities/by-name/component/default/{name}");
            request.Headers.Add("Catalog-Min-Sequence", written.Headers.GetValues("Catalog-Sequence"));
            using var read = await _http.SendAsync(request);
            var text = await read.Content.ReadAsStringAsync();
            if (!text.Contains($"\"description\":\"{i}\"", StringComparison.Ordinal)) throw new InvalidOperationException($"Write {i} was read back as {(int)read.StatusCode} {text}");
        }
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonElement.Parse(await _http.GetStringAsync(path));

    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"Not within {Patience.TotalSeconds:N0} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
