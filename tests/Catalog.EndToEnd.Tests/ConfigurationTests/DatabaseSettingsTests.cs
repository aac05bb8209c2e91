using System.Data.Common;
using Catalog.Server.Configuration.Settings;

namespace Catalog.EndToEnd.Tests.ConfigurationTests;

/// <summary><c>backend.database</c>, in the forms that Backstage's users know.</summary>
public sealed class DatabaseSettingsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{ client: better-sqlite3, connection: { directory: ./db } }", "./db/catalog.db")]
    [InlineData("{ client: better-sqlite3, connection: ./some.db }", "./some.db")]
    [InlineData("{ client: better-sqlite3, connection: { filename: some.db } }", "some.db")]
    [InlineData("{ client: better-sqlite3 }", null)]
    public void A_file(string database, string? path) =>
        Assert.Equal(path, Assert.IsType<DatabaseSettings.File>(Read(database)).Path);

    [Theory]
    [InlineData("':memory:'")]
    [InlineData("{ filename: ':memory:' }")]
    public void Memory(string connection) => Assert.IsType<DatabaseSettings.Memory>(Read($"{{ client: better-sqlite3, connection: {connection} }}"));

    [Theory]
    [InlineData("{ host: db, port: '6432', user: me, password: '${PGPASSWORD}', database: portal }", "Host=db;Username=me;Password=s;Database=portal;Port=6432")]
    [InlineData("{ host: db }", "Host=db;Database=backstage_plugin_catalog")]
    [InlineData("'postgres://me:s%3Be@db:6432/portal?sslmode=require'", "Host=db;Port=6432;Username=me;Password=s;e;Database=portal;SSL Mode=Require")]
    [InlineData("{ connectionString: 'postgresql://db/portal', password: s }", "Host=db;Database=portal;Password=s")]
    [InlineData("{ host: db, ssl: true }", "Host=db;Database=backstage_plugin_catalog;SSL Mode=VerifyFull")]
    [InlineData("{ host: db, ssl: false }", "Host=db;Database=backstage_plugin_catalog;SSL Mode=Disable")]
    [InlineData("{ host: db, ssl: { rejectUnauthorized: false } }", "Host=db;Database=backstage_plugin_catalog;SSL Mode=Require")]
    public void Postgres_connections(string connection, string expected)
    {
        _folder.Environment["PGPASSWORD"] = "s";
        var postgres = Assert.IsType<DatabaseSettings.Postgres>(Read($"{{ client: pg, connection: {connection} }}"));
        var parts = new DbConnectionStringBuilder { ConnectionString = postgres.Options.ConnectionString };
        Assert.Equal(
            expected.Replace("s;e", "s,e", StringComparison.Ordinal).Split(';').Order(),
            parts.Keys!.Cast<string>().Select(key => $"{Named(key)}={parts[key].ToString()!.Replace(';', ',')}").Order());
        Assert.DoesNotContain("password", postgres.Place, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Pool_schema_and_certificates()
    {
        var postgres = Assert.IsType<DatabaseSettings.Postgres>(Read(
            "{ client: pg, schema: other, pool: { min: 1, max: 5 }, connection: { host: db, ssl: { ca: AUTHORITY, cert: CERTIFICATE, key: KEY } } }"));
        Assert.Contains("minimum pool size=1;maximum pool size=5", postgres.Options.ConnectionString.ToLowerInvariant(), StringComparison.Ordinal);
        Assert.Equal(
            ("other", "AUTHORITY", "CERTIFICATE", "KEY"),
            (postgres.Options.Schema, postgres.Options.RootCertificatesPem, postgres.Options.ClientCertificatePem, postgres.Options.ClientKeyPem));
    }

    [Theory]
    [InlineData("{ client: mysql }", "backend.database.client must be pg or better-sqlite3, not 'mysql'")]
    [InlineData("{ connection: x }", "backend.database.client is missing")]
    [InlineData("{ client: pg }", "backend.database.connection is missing")]
    [InlineData("{ client: pg, connection: 'db:5432' }", "backend.database.connection must be postgres://")]
    [InlineData("{ client: pg, connection: 'postgres://db/x?target=1' }", "has the parameter 'target=1'")]
    [InlineData("{ client: pg, connection: { host: db, port: 0 } }", "backend.database.connection.port must be a port")]
    [InlineData("{ client: pg, connection: { host: db }, pool: { max: -1 } }", "backend.database.pool.max must be a whole number")]
    public void Wrong_values_are_named(string database, string problem)
    {
        _folder.ReadText($"backend: {{ database: {database} }}");
        Assert.Contains(_folder.Problems, p => p.ToString().Contains(problem, StringComparison.Ordinal));
    }

    private static string Named(string key) => key switch
    {
        "ssl mode" => "SSL Mode",
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };

    private DatabaseSettings Read(string database)
    {
        var settings = _folder.ReadText($"backend: {{ database: {database} }}");
        Assert.Empty(_folder.Problems);
        Assert.Empty(settings.UnknownKeys);
        return settings.Database;
    }
}
