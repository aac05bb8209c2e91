using System.Net.Http.Json;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>Two servers on one database; the first leads.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private readonly Workplace _place = new();

    private TwoServers()
    {
    }

    public ServerProcess Leader { get; private set; } = null!;

    public ServerProcess Follower { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TwoServers> StartAsync(PostgresServer postgres, string schema, string more = "")
    {
        var servers = new TwoServers();
        var config = servers._place.Write("app-config.yaml", $$"""
            backend:
              listen: { port: 0 }
              database:
                client: pg
                schema: {{schema}}
                connection: { host: 127.0.0.1, port: {{postgres.Port}}, user: catalog, password: {{PostgresServer.Password}}, database: postgres }
            {{more}}
            """);
        servers.Leader = await ServerProcess.StartClusteredAsync("--config", config);
        await RoleAsync(servers.Leader, "leader");
        servers.Follower = await ServerProcess.StartClusteredAsync("--config", config);
        await RoleAsync(servers.Follower, "follower");
        return servers;
    }

    /// <summary>Waits until a server has a role.</summary>
    public static Task<string?> RoleAsync(ServerProcess server, string role) => Eventually.Async(
        async () => (await server.GetAsync("/.backstage/health/v1/readiness")).GetProperty("role").GetString(), found => found == role, $"being {role}");

    /// <summary>Puts an entity into a source and gives the answer; who asks has the answer's body and headers.</summary>
    public static Task<HttpResponseMessage> PushAsync(ServerProcess server, string name, string note = "") => server.Http.PutAsync(
        $"/api/catalog/sources/test/entities/component/default/{name}",
        JsonContent.Create(new
        {
            apiVersion = "backstage.io/v1alpha1",
            kind = "Component",
            metadata = new { name, description = note },
            spec = new { type = "service", lifecycle = "production", owner = "team" },
        }),
        Token);

    /// <summary>The same where it must be taken.</summary>
    public static async Task PushedAsync(ServerProcess server, string name, string note)
    {
        using var answer = await PushAsync(server, name, note);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}\n{server.Output}");
    }

    /// <summary>An entity's description; null when a server does not show it.</summary>
    public static async Task<string?> NoteAsync(ServerProcess server, string name) =>
        (await server.FindAsync("component", name))?.GetProperty("metadata").GetProperty("description").GetString();

    public async ValueTask DisposeAsync()
    {
        if (Follower is not null) await Follower.DisposeAsync();
        if (Leader is not null) await Leader.DisposeAsync();
        _place.Dispose();
    }
}
