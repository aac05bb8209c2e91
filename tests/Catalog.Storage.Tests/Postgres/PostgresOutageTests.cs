using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>A server of their own for tests that kill it, or break connections at the worst moment.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private PostgresCatalogStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        _server = await PostgresServer.CreateAsync();
        _store = new PostgresCatalogStore(new PostgresStoreOptions
        {
            ConnectionString = _server.ConnectionString,
            ReadPatience = TimeSpan.FromMinutes(1),
        });
        await _store.InitializeAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task KilledServer_FailsCommitsAsTransient_AndReadsWaitForItToComeBack()
    {
        await _store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await _server.KillAsync();
        var error = await Assert.ThrowsAsync<StoreException>(async () => await _store.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
        Assert.True(error.Transient);

        var read = _store.GetAsync([Ref("a"), Ref("b")], Token).AsTask();
        await _server.StartAsync();
        var records = await read;
        Assert.NotNull(records[0]);
        Assert.Null(records[1]);
        Assert.Equal([2L], await _store.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
    }

    [Fact]
    public async Task ServerKilledUnderLoad_HasWhatItAcknowledged()
    {
        var acknowledged = 0;
        var writing = WriteAsync();
        await Sql.UntilAsync(_server.ConnectionString, "last_seq > 50 FROM catalog.store");
        await _server.KillAsync();
        var error = await Assert.ThrowsAsync<StoreException>(() => writing);
        Assert.True(error.Transient, error.Message);
        await _server.StartAsync();
        var last = await _store.GetLastSequenceAsync(Token);
        Assert.InRange(last, acknowledged, acknowledged + 1);
        Assert.All(await _store.GetAsync([.. Enumerable.Range(0, acknowledged).Select(i => Ref($"e{i}"))], Token), Assert.NotNull);

        async Task WriteAsync()
        {
            while (true)
            {
                await _store.CommitAsync(Batch(Plain(Ref($"e{acknowledged}"), 1)), Token);
                acknowledged++;
            }
        }
    }

    /// <summary>A standby that never answers keeps a commit waiting when it is already durable here: the connection is cut just then.</summary>
    [Fact]
    public async Task ConnectionCutAfterTheCommitWasMadeFinal_IsNotReportedAsAFailure()
    {
        await SetAsync("synchronous_standby_names", "nobody");
        var commit = _store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token).AsTask();
        await CutConnectionsThatWaitForAsync("SyncRep");
        Assert.Equal([1L], await commit);
        Assert.NotNull((await _store.GetAsync([Ref("a")], Token))[0]);
        await SetAsync("synchronous_standby_names", "");
        Assert.Equal([2L], await _store.CommitAsync(Batch(Plain(Ref("a"), 2)), Token));
    }

    /// <summary>A check that is put off until the commit keeps it waiting before it is final: the connection is cut just then.</summary>
    [Fact]
    public async Task ConnectionCutBeforeTheCommitWasMadeFinal_IsAFailure_AndNothingIsWritten()
    {
        await DawdleAsync("record");
        var commit = _store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token).AsTask();
        await CutConnectionsThatWaitForAsync("PgSleep");
        Assert.True((await Assert.ThrowsAsync<StoreException>(() => commit)).Transient);
        Assert.Equal(0, await _store.GetLastSequenceAsync(Token));
        await Sql.RunAsync(_server.ConnectionString, "DROP TRIGGER dawdle ON catalog.record");
        Assert.Equal([1L], await _store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    /// <summary>Nothing of the transaction has been written when the server dies, so that it gives its number to the next one, which is committed.</summary>
    [Fact]
    public async Task ServerKilledBeforeTheCommitWasMadeFinal_IsAFailure_ThoughAnotherTransactionGetsItsNumber()
    {
        await SetAsync("wal_writer_delay", "10s");
        await DawdleAsync("record");
        await KilledWhileCommittingAsync(Batch(Plain(Ref("a"), 1)));
        Assert.Equal(0, await _store.GetLastSequenceAsync(Token));
        await Sql.RunAsync(_server.ConnectionString, "DROP TRIGGER dawdle ON catalog.record");
        Assert.Equal([1L], await _store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task ServerKilledBeforeItemsWereMadeFinal_IsAFailure_Too()
    {
        await SetAsync("wal_writer_delay", "10s");
        var written = new CommitBatch { Items = [new ItemChange("s", "a", new byte[] { 1 })] };
        await _store.CommitAsync(written, Token);
        await DawdleAsync("item");
        await KilledWhileCommittingAsync(new CommitBatch { Items = [new ItemChange("s", "a", null), new ItemChange("s", "b", new byte[] { 2 })] });
        Assert.Equal(["a"], (await _store.GetItemsAsync("s", Token)).Select(i => i.Key));
    }

    private async Task KilledWhileCommittingAsync(CommitBatch batch)
    {
        var commit = _store.CommitAsync(batch, Token).AsTask();
        await Sql.UntilAsync(_server.ConnectionString, "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')");
        await _server.KillAsync();
        await _server.StartAsync();
        await Sql.RunAsync(_server.ConnectionString, "CREATE TABLE catalog.another()");
        Assert.True((await Assert.ThrowsAsync<StoreException>(() => commit)).Transient);
    }

    private Task DawdleAsync(string table) => Sql.RunAsync(
        _server.ConnectionString,
        $"""
        CREATE FUNCTION catalog.dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON catalog.{table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog.dawdle();
        """);

    private async Task SetAsync(string setting, string value)
    {
        await Sql.RunAsync(_server.ConnectionString, $"ALTER SYSTEM SET {setting} = '{value}'");
        await Sql.RunAsync(_server.ConnectionString, "SELECT pg_reload_conf()");
        await Sql.UntilAsync(_server.ConnectionString, $"current_setting('{setting}') = '{value}'");
    }

    private async Task CutConnectionsThatWaitForAsync(string waitEvent)
    {
        await Sql.UntilAsync(_server.ConnectionString, $"EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = '{waitEvent}')");
        await Sql.RunAsync(_server.ConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = '{waitEvent}'");
    }
}
