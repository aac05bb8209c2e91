using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Npgsql;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>Who leads on a shared database, and what becomes of the commits of one that does not any more.</summary>
public sealed class PostgresClusterTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];
    private PostgresStoreOptions _options = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _options = await postgres.OptionsAsync(postgres.NewSchema());

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened)) await opened.DisposeAsync();
    }

    [Fact]
    public async Task OneOfTwoThatSeeNoLeader_Leads_AndOnlyItCommits()
    {
        var ((one, first), (two, second)) = (await JoinAsync(), await JoinAsync());
        var (seen, also) = (await first.ReadAsync(Token), await second.ReadAsync(Token));
        Assert.Null(seen.Leader);
        Assert.True(await LeadAsync(first, seen));
        Assert.False(await LeadAsync(second, also));
        Assert.Equal([1L], await one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
        await Assert.ThrowsAsync<FencedException>(async () => await two.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
        Assert.Equal(first.Process, (await second.ReadAsync(Token)).Leader!.Process);
    }

    [Fact]
    public async Task ALeaderThatBeats_IsNotReplaced_AndOneThatStandsStill_Is()
    {
        var ((one, first), (two, second)) = (await JoinAsync(), await JoinAsync());
        await LeadAsync(first, await first.ReadAsync(Token));
        var seen = await second.ReadAsync(Token);
        Assert.True(await first.BeatAsync(Token));
        Assert.False(await LeadAsync(second, seen));
        Assert.True(await LeadAsync(second, await second.ReadAsync(Token)));
        Assert.False(await AgainAsync(() => first.BeatAsync(Token)));
        await Assert.ThrowsAsync<FencedException>(() => AgainAsync(() => one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token).AsTask()));
        Assert.Equal([1L], await two.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task ALeaderThatStepsDown_IsFollowedAtOnce()
    {
        var ((one, first), (_, second)) = (await JoinAsync(), await JoinAsync());
        await LeadAsync(first, await first.ReadAsync(Token));
        await second.ReadAsync(Token);
        var told = second.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await first.StepDownAsync(Token);
        await told;
        var seen = await second.ReadAsync(Token);
        Assert.Null(seen.Leader);
        Assert.True(await LeadAsync(second, seen));
        await Assert.ThrowsAsync<FencedException>(() => AgainAsync(() => one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token).AsTask()));
    }

    /// <summary>A paused leader holds its transaction open, and with it the row that a new one must change.</summary>
    [Fact]
    public async Task ALeaderThatIsPausedInACommit_HoldsNobodyUp_AndItsCommitIsLost()
    {
        var ((_, first), (two, second)) = (await JoinAsync(), await JoinAsync());
        await LeadAsync(first, await first.ReadAsync(Token));
        await using var paused = new NpgsqlConnection($"{_options.ConnectionString};Pooling=false;Application Name={first.Process}");
        await paused.OpenAsync(Token);
        await using var open = await paused.BeginTransactionAsync(Token);
        await using var raise = new NpgsqlCommand($"UPDATE {PostgresSchema.Quote(_options.Schema)}.store SET last_seq = last_seq + 1", paused, open);
        await raise.ExecuteNonQueryAsync(Token);

        Assert.True(await LeadAsync(second, await second.ReadAsync(Token)));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => open.CommitAsync(Token));
        Assert.Equal([1L], await two.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task TakingTheLead_EndsNobodyElsesSessions()
    {
        await using var nameless = new NpgsqlConnection($"{_options.ConnectionString};Pooling=false");
        await nameless.OpenAsync(Token);
        var ((_, first), (_, second)) = (await JoinAsync(), await JoinAsync());
        Assert.True(await LeadAsync(first, await first.ReadAsync(Token)));
        await first.StepDownAsync(Token);
        Assert.True(await LeadAsync(second, await second.ReadAsync(Token)));
        await using var command = new NpgsqlCommand("SELECT 1", nameless);
        Assert.Equal(1, await command.ExecuteScalarAsync(Token));
    }

    /// <summary>A take-over whose answer got lost leaves this process as the leader that does nothing.</summary>
    [Fact]
    public async Task AProcessThatDoesNotKnowThatItLeads_CanTakeTheLeadAgain()
    {
        var (one, first) = await JoinAsync();
        Assert.True(await LeadAsync(first, await first.ReadAsync(Token)));
        Assert.True(await LeadAsync(first, await first.ReadAsync(Token)));
        Assert.Equal([1L], await one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    [Fact]
    public async Task ACommit_IsHeardOf_AlsoOneThatComesBetweenTwoWaits()
    {
        var ((one, first), (_, second)) = (await JoinAsync(), await JoinAsync());
        await LeadAsync(first, await first.ReadAsync(Token));
        await second.ReadAsync(Token);
        var waiting = second.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await waiting;
        await one.CommitAsync(Batch(Plain(Ref("a"), 2)), Token);
        var state = await second.ReadAsync(Token);
        while (state.Sequence < 2) state = await second.ReadAsync(Token);
        await second.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Fact]
    public async Task WrittenItems_AreCounted()
    {
        var (one, first) = await JoinAsync();
        await LeadAsync(first, await first.ReadAsync(Token));
        await one.CommitAsync(new CommitBatch { Items = [new ItemChange("s", "a", new byte[] { 1 }), new ItemChange("s", "b", null)] }, Token);
        Assert.Equal((0, 2), ((await first.ReadAsync(Token)).Sequence, (await first.ReadAsync(Token)).ItemChanges));
    }

    [Fact]
    public async Task AMigration_IsRefused_WhileServersOfAnOlderVersionRun()
    {
        var (_, cluster) = await JoinAsync();
        await cluster.ReadAsync(Token);
        await SetVersionAsync(1);
        await using var newer = new PostgresCatalogStore(_options);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await newer.InitializeAsync(Token));
        Assert.Contains("Servers of an older version work with the schema", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Sql.ScalarAsync<int>(_options.ConnectionString, $"SELECT schema_version FROM {PostgresSchema.Quote(_options.Schema)}.store"));
    }

    [Fact]
    public async Task AServer_IsRefused_WhileSilosWork_AndTheyWhileServersDo()
    {
        await using (await JoinSilosAsync("one"))
        {
            await using var another = await JoinSilosAsync("one");
            await another.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
            await RefusedAsync(_options, "The silos of an Orleans cluster work on the schema");
            await RefusedAsync(_options with { Silos = "two" }, "a silo of the cluster two cannot join them");
        }

        await NobodyAsync();
        var (store, cluster) = await JoinAsync();
        Assert.True(await LeadAsync(cluster, await cluster.ReadAsync(Token)));
        await RefusedAsync(_options with { Silos = "one" }, "Servers that are no silos work on the schema");
        Assert.Equal([2L], await store.CommitAsync(Batch(Plain(Ref("b"), 1)), Token));
    }

    [Fact]
    public async Task AFenceHoldsForAllSilos_AlsoThoseThatJoinLater_UntilAllAreGone()
    {
        await using (var one = await JoinSilosAsync("one"))
        {
            await using var another = await JoinSilosAsync("one");
            await one.FenceAsync(7, Token);
            await using var third = await JoinSilosAsync("one");
            foreach (var silo in (PostgresCatalogStore[])[one, another, third])
            {
                var refused = await Assert.ThrowsAsync<OutdatedException>(async () => await silo.CommitAsync(Late(), Token));
                Assert.Equal((7L, true), (refused.Required, refused.Transient));
            }
        }

        await NobodyAsync();
        await using var first = await JoinSilosAsync("one");
        Assert.Equal([1L], await first.CommitAsync(Late(), Token));

        static CommitBatch Late() => new() { Records = [Plain(Ref("a"), 1)], Token = 6 };
    }

    /// <summary>A process that is paused within a commit has told the database nothing of it.</summary>
    [Fact]
    public async Task ACommitThatIsPausedHalfWay_HoldsUpTheOthersForSecondsOnly_AndMayBeTriedAgain()
    {
        await using var silo = await JoinSilosAsync("one");
        await using var paused = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await paused.OpenAsync(Token);
        await using var open = await paused.BeginTransactionAsync(Token);
        await using (var take = new NpgsqlCommand($"{PostgresCommit.BreakOff}; UPDATE {PostgresSchema.Quote(_options.Schema)}.store SET last_seq = last_seq + 1", paused)) await take.ExecuteNonQueryAsync(Token);
        Assert.Equal([1L], await silo.CommitAsync(Batch(Plain(Ref("a"), 1)), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
        await using var goesOn = new NpgsqlCommand("SELECT 1", paused);
        var refused = silo.Database.Describe(await Assert.ThrowsAnyAsync<NpgsqlException>(() => goesOn.ExecuteNonQueryAsync(Token)));
        Assert.True(refused.Transient);
        Assert.Contains("Nothing was written", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>While the database was away nobody could be seen at work.</summary>
    [Fact]
    public async Task ASilo_CommitsNothingAnyMore_OnceAServerLeads()
    {
        await using var silo = await JoinSilosAsync("one");
        await silo.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        await Sql.RunAsync(_options.ConnectionString, $"UPDATE {PostgresSchema.Quote(_options.Schema)}.store SET epoch = 1");
        await Assert.ThrowsAsync<FencedException>(async () => await silo.CommitAsync(Batch(Plain(Ref("a"), 2)), Token));
    }

    [Fact]
    public async Task ASiloWhoseSessionBreaks_IsAtWorkAgain_AndOneThatFindsServersThen_CommitsNothingAnyMore()
    {
        await using var silo = await JoinSilosAsync("one");
        await BreakAsync();
        await Sql.UntilAsync(_options.ConnectionString, Locked);
        await RefusedAsync(_options, "The silos of an Orleans cluster work on the schema");

        await using var server = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false");
        await server.OpenAsync(Token);
        await using var works = new NpgsqlCommand("SELECT pg_advisory_lock_shared(hashtext('catalog group: ' || $1), hashtext('servers'))", server) { Parameters = { new() { Value = _options.Schema } } };
        await works.ExecuteNonQueryAsync(Token);
        await BreakAsync();
        await Assert.ThrowsAsync<FencedException>(async () =>
        {
            for (var version = 1; ; version++) await AgainAsync(() => silo.CommitAsync(Batch(Plain(Ref("a"), version)), Token).AsTask());
        });

        Task BreakAsync() => Sql.RunAsync(_options.ConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{silo.Database.Process}'");
    }

    /// <summary>Its session is just beginning to wait when it is told to end: that may go unheard.</summary>
    [Fact]
    public async Task ASiloThatLeavesAsSoonAsItHasJoined_WaitsForNothing()
    {
        for (var i = 0; i < 20; i++)
        {
            var silo = await JoinSilosAsync("one");
            await silo.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);
        }
    }

    [Fact]
    public async Task AServerWhoseSchemaWasMigratedWhileItWasAway_IsToldSo()
    {
        var (_, cluster) = await JoinAsync();
        await SetVersionAsync(99);
        var refused = await Assert.ThrowsAsync<StoreException>(() => cluster.ReadAsync(Token));
        Assert.False(refused.Transient);
        Assert.Contains("has been brought to version 99", refused.Message, StringComparison.Ordinal);
    }

    private string Locked => $"EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = hashtext('catalog group: {_options.Schema}')::bigint & 4294967295)";

    private Task NobodyAsync() => Sql.UntilAsync(_options.ConnectionString, $"NOT {Locked}");

    private static async Task RefusedAsync(PostgresStoreOptions options, string because)
    {
        await using var store = new PostgresCatalogStore(options);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await store.InitializeAsync(Token));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.False(refused.Transient);
    }

    private async Task<PostgresCatalogStore> JoinSilosAsync(string cluster)
    {
        var store = new PostgresCatalogStore(_options with { Silos = cluster });
        await store.InitializeAsync(Token);
        return store;
    }

    private Task SetVersionAsync(int version) =>
        Sql.RunAsync(_options.ConnectionString, $"UPDATE {PostgresSchema.Quote(_options.Schema)}.store SET schema_version = {version}");

    /// <summary>Who is replaced loses its sessions, and hears of the rest when it asks again.</summary>
    private static async Task<T> AgainAsync<T>(Func<Task<T>> work)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (StoreException e) when (e.Transient)
            {
                Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static Task<bool> LeadAsync(PostgresCluster cluster, ClusterState seen) => cluster.TryLeadAsync(seen, "http://127.0.0.1:1", "secret", Token);

    private async Task<(PostgresCatalogStore Store, PostgresCluster Cluster)> JoinAsync()
    {
        var store = new PostgresCatalogStore(_options);
        _opened.Add(store);
        await store.InitializeAsync(Token);
        var cluster = new PostgresCluster(store);
        _opened.Add(cluster);
        return (store, cluster);
    }
}
