using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>Connections that cannot be made say why; the others are on a server that nothing happens to.</summary>
public sealed class PostgresFaultTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnreachableServer_IsTransient_AndNamedWithHostAndPort()
    {
        var error = await FailAsync(new PostgresStoreOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=p;Database=d" });
        Assert.True(error.Transient);
        Assert.Contains("127.0.0.1:1/d cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPassword_IsSaidSo_WithoutTheOneThatWasTried()
    {
        var error = await FailAsync(await WithAsync("Password", "wrong-password"));
        Assert.False(error.Transient);
        Assert.Contains("Check user and password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingDatabase_IsSaidSo()
    {
        var error = await FailAsync(await WithAsync("Database", "nowhere"));
        Assert.False(error.Transient);
        Assert.Contains("Create it, or name another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EncryptionThatTheServerDoesNotOffer_IsSaidSo()
    {
        var error = await FailAsync(await WithAsync("SSL Mode", "Require"));
        Assert.Contains("SSL", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NewerSchema_IsRefused_AndLeftAlone()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        await using (var store = new PostgresCatalogStore(options))
        {
            await store.InitializeAsync(Token);
        }

        await Sql.RunAsync(options.ConnectionString, $"UPDATE {PostgresSchema.Quote(options.Schema)}.store SET schema_version = 99");
        var error = await FailAsync(options);
        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.False(error.Transient);
    }

    /// <summary>Several processes share a server, which by default lets a hundred connections in.</summary>
    [Fact]
    public async Task ManyReadsAtOnce_TakeTenConnections_AndAllAreAnswered()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        await using var store = new PostgresCatalogStore(options);
        await store.InitializeAsync(Token);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(async () => await store.GetLastSequenceAsync(Token), Token)));
        var open = await Sql.ScalarAsync<long>(options.ConnectionString, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{store.Database.Process}'");
        Assert.InRange(open, 1, 10);
    }

    [Fact]
    public async Task UserWithoutRights_IsToldWhichIsMissing()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        await Sql.RunAsync(options.ConnectionString, $"CREATE ROLE guest LOGIN PASSWORD '{PostgresServer.Password}'");
        var error = await FailAsync(options with { ConnectionString = options.ConnectionString.Replace("Username=catalog", "Username=guest", StringComparison.Ordinal) });
        Assert.Contains("denies a right", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitThatWaitsTooLong_IsTransient_AndWorksOnceTheWayIsFree()
    {
        var options = await WithAsync("Command Timeout", "1");
        await using var store = new PostgresCatalogStore(options);
        await store.InitializeAsync(Token);
        await using (var other = new Npgsql.NpgsqlConnection(options.ConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync(Token);
            await using var open = await other.BeginTransactionAsync(Token);
            await using var command = new Npgsql.NpgsqlCommand($"UPDATE {PostgresSchema.Quote(options.Schema)}.store SET last_seq = 7", other, open);
            await command.ExecuteNonQueryAsync(Token);
            var error = await Assert.ThrowsAsync<StoreException>(async () => await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
            Assert.True(error.Transient);
            Assert.Contains("did not answer in time", error.Message, StringComparison.Ordinal);
            await open.RollbackAsync(Token);
        }

        Assert.Equal([1L], await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    private static async Task<StoreException> FailAsync(PostgresStoreOptions options)
    {
        await using var store = new PostgresCatalogStore(options);
        return await Assert.ThrowsAsync<StoreException>(async () => await store.InitializeAsync(Token));
    }

    private async Task<PostgresStoreOptions> WithAsync(string setting, string value)
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        return options with { ConnectionString = new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString) { [setting] = value }.ConnectionString };
    }
}
