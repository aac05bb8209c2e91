namespace Catalog.Testing.Postgres;

/// <summary>One PostgreSQL for all tests of an assembly that only need some schema on it; started by the first of them. An assembly fixture.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    // An exception that begins so skips an xunit test; this project knows no test framework.
    private const string Skips = "$XunitDynamicSkip$";
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.CreateAsync("fsync = off", "max_connections = 200"));
    private int _schemas;

    /// <summary>The server; a test that asks for it where PostgreSQL is missing is skipped.</summary>
    public Task<PostgresServer> ServerAsync() =>
        PostgresServer.Binaries is null ? throw new InvalidOperationException(Skips + PostgresServer.WhyMissing) : _server.Value;

    /// <summary>A schema name that no other test has, and that must be quoted.</summary>
    public string NewSchema() => $"test \"{Interlocked.Increment(ref _schemas)}";

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _server.Value).DisposeAsync();
    }
}
