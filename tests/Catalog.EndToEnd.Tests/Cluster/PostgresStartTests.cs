using System.Net;
using System.Net.Sockets;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Postgres;
using Npgsql;

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>Starting on PostgreSQL: what is kept, and what is said when it cannot be used.</summary>
public sealed class PostgresStartTests(SharedPostgres postgres) : IDisposable
{
    private readonly Workplace _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_catalog_is_kept_in_the_database()
    {
        var server = await postgres.ServerAsync();
        var config = Config(server.Port, postgres.NewSchema(), "'${THE_PASSWORD}'");
        var environment = new Dictionary<string, string> { ["THE_PASSWORD"] = PostgresServer.Password };
        var file = _place.Write("one.yaml", Yaml.Component("one"));
        await using (var first = await ServerProcess.StartClusteredAsync(environment, "--config", config, "--location", file))
        {
            Assert.Contains("Data in PostgreSQL at 127.0.0.1, database postgres, schema test ", first.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, first.Output, StringComparison.Ordinal);
            await Eventually.Async(() => first.FindAsync("component", "one"), found => found is not null, "the component");
        }

        await using var second = await ServerProcess.StartClusteredAsync(environment, "--config", config, "--location", file);
        Assert.NotNull(await second.FindAsync("component", "one"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await RefusedAsync(Config(port, "none", "x"), $"PostgreSQL at 127.0.0.1:{port}/postgres cannot be reached");
    }

    [Fact]
    public async Task A_wrong_password_is_said() =>
        await RefusedAsync(Config((await postgres.ServerAsync()).Port, "none", "wrong"), "refused the login");

    [Fact]
    public async Task A_missing_database_is_said() =>
        await RefusedAsync(Config((await postgres.ServerAsync()).Port, "none", PostgresServer.Password, "nowhere"), "has no such database: database \"nowhere\" does not exist. Create it");

    [Fact]
    public async Task A_schema_newer_than_the_program_is_said_and_not_touched()
    {
        var (server, schema) = (await postgres.ServerAsync(), postgres.NewSchema());
        var config = Config(server.Port, schema, PostgresServer.Password);
        await using (await ServerProcess.StartClusteredAsync("--config", config))
        {
        }

        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand($"UPDATE \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".store SET schema_version = 99");
        await command.ExecuteNonQueryAsync(Token);
        await RefusedAsync(config, $"The schema {schema} has version 99; this program knows up to");
    }

    private string Config(int port, string schema, string password, string database = "postgres") => _place.Write("app-config.yaml", $$"""
        backend:
          listen: { port: 0 }
          database:
            client: pg
            schema: {{schema}}
            connection: { host: 127.0.0.1, port: {{port}}, user: catalog, password: {{password}}, database: {{database}} }
        """);

    private static async Task RefusedAsync(string config, string because)
    {
        var (exitCode, output) = await ServerProcess.RunAsync("--config", config);
        Assert.Contains(because, output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
