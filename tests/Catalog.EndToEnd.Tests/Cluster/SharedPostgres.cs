using Catalog.Testing.Postgres;

[assembly: AssemblyFixture(typeof(Catalog.EndToEnd.Tests.Cluster.SharedPostgres))]

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>One PostgreSQL for all tests that only need a schema of their own on it; started by the first of them.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.CreateAsync("fsync = off", "max_connections = 200"));
    private int _schemas;

    /// <summary>The server; a test that asks for it where PostgreSQL is missing is skipped.</summary>
    public Task<PostgresServer> ServerAsync()
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        return _server.Value;
    }

    /// <summary>A schema name that no other test has.</summary>
    public string NewSchema() => $"test_{Interlocked.Increment(ref _schemas)}";

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _server.Value).DisposeAsync();
    }
}
