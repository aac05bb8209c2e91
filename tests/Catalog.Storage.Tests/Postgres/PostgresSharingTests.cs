using Catalog.Storage.Postgres;
using Catalog.Testing.Postgres;
using Npgsql;
using static Catalog.Storage.Tests.Kit.SampleRecords;

namespace Catalog.Storage.Tests.Postgres;

/// <summary>Several processes on one database: one order, no gaps, one migration.</summary>
public sealed class PostgresSharingTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CommitOfAHigherNumber_WaitsForALowerOneThatIsHeldOpen_SoNoFollowerMissesIt()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        await using var store = await OpenAsync(options);
        await store.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);

        // Another process takes number 2 and does not finish.
        await using var other = new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await other.OpenAsync(Token);
        await using var open = await other.BeginTransactionAsync(Token);
        await RunAsync($"SET search_path = {PostgresSchema.Quote(options.Schema)}");
        await RunAsync("UPDATE store SET last_seq = last_seq + 1");
        await RunAsync("INSERT INTO record(ref, seq, version, kind, state, processed) SELECT 'component:default/b', 2, 1, kind, state, processed FROM record");

        var waiting = store.CommitAsync(Batch(Plain(Ref("c"), 1)), Token).AsTask();
        await Sql.UntilAsync(options.ConnectionString, "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE store%')");
        Assert.False(waiting.IsCompleted);
        Assert.Equal([1L], await SequencesAsync(store));

        await open.CommitAsync(Token);
        Assert.Equal([3L], await waiting);
        Assert.Equal([1L, 2L, 3L], await SequencesAsync(store));

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other, open);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    [Fact]
    public async Task TwoStoresThatCommitAtOnce_GetOneOrder_AndEachSeesTheOther()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        await using var one = await OpenAsync(options);
        await using var two = await OpenAsync(options);
        var follower = FollowAsync(two, until: 200);
        var given = await Task.WhenAll(WriteAsync(one, "one"), WriteAsync(two, "two"));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), given.SelectMany(g => g).Order());
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), await follower);
        await Assert.ThrowsAsync<VersionConflictException>(async () => await two.CommitAsync(Batch(Plain(Ref("one-0"), 1)), Token));
        Assert.Equal([201L], await two.CommitAsync(Batch(Plain(Ref("one-0"), 2)), Token));
    }

    [Fact]
    public async Task ProcessesThatStartAtOnce_MigrateOnce()
    {
        var options = await postgres.OptionsAsync(postgres.NewSchema());
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenAsync(options))));
        Assert.Equal([1L], await stores[0].CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
        foreach (var store in stores)
        {
            Assert.Equal(1, await store.GetLastSequenceAsync(Token));
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task CatalogsInDifferentSchemas_DoNotSeeEachOther()
    {
        await using var one = await OpenAsync(await postgres.OptionsAsync(postgres.NewSchema()));
        await using var two = await OpenAsync(await postgres.OptionsAsync(postgres.NewSchema()));
        await one.CommitAsync(Batch(Plain(Ref("a"), 1)), Token);
        Assert.Equal(0, await two.GetLastSequenceAsync(Token));
        Assert.Equal([1L], await two.CommitAsync(Batch(Plain(Ref("a"), 1)), Token));
    }

    private static async Task<ICatalogStore> OpenAsync(PostgresStoreOptions options)
    {
        var store = new PostgresCatalogStore(options);
        await store.InitializeAsync(Token);
        return store;
    }

    private static async Task<List<long>> WriteAsync(ICatalogStore store, string name)
    {
        var sequences = new List<long>();
        for (var i = 0; i < 100; i++)
        {
            sequences.AddRange(await store.CommitAsync(Batch(Plain(Ref($"{name}-{i}"), 1)), Token));
        }

        return sequences;
    }

    private static async Task<List<long>> FollowAsync(ICatalogStore store, long until)
    {
        var seen = new List<long>();
        while (seen.LastOrDefault() < until)
        {
            seen.AddRange(await SequencesAsync(store, seen.LastOrDefault()));
        }

        return seen;
    }

    private static async Task<List<long>> SequencesAsync(ICatalogStore store, long after = 0)
    {
        var sequences = new List<long>();
        await foreach (var entry in store.ReadFeedAsync(after, 0, Token))
        {
            sequences.Add(entry.Sequence);
        }

        return sequences;
    }
}
