using Catalog.Grains.Entities;
using Catalog.Grains.Providers;
using Catalog.Grains.Tests.Support;
using Catalog.Orleans.Hosting;
using Catalog.Orleans.Providers;
using Catalog.Orleans.Tests.Support;
using Catalog.Storage;

namespace Catalog.Orleans.Tests.Cluster;

/// <summary>What holds while silos go and come.</summary>
public sealed class FailureTests
{
    private const long Newest = long.MaxValue;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Leaves a silo behind the others until something of its own needs what they did.</summary>
    private static void NeverFollow(CatalogSiloOptions options) => options.FollowEvery = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_killed_silo_takes_nothing_with_it(int seed)
    {
        await using var silos = await TestSilos.StartAsync(3);
        for (var i = 0; i < 20; i++) silos.Processor.Emit($"p{i:00}", [.. Enumerable.Range(0, 5).Select(c => ($"p{i:00}c{c}", ""))]);
        var asked = silos.Engines[0];
        var killAfter = new Random(seed).Next(1, 20);
        for (var i = 0; i < 20; i++)
        {
            if (i == killAfter) await silos.Cluster.KillSiloAsync(silos.Silos[1 + (seed % 2)]);
            var result = await asked.ApplyAsync($"provider{i % 3}", Entity.Delta([Entity.Provided($"p{i:00}")]), Cancelled);
            Assert.True(result.Sequence > 0);
            Assert.NotNull(await silos.RecordAsync($"p{i:00}"));
        }

        await TestSilos.UntilAsync(() => silos.Engines.All(e => e.Count == 120));
        await TestSilos.UntilAsync(silos.AllIsToldAsync);
        await silos.SettleAsync();
        Assert.All(silos.Engines, e => Assert.Equal(120, e.Count));
    }

    [Fact]
    public async Task A_call_that_was_lost_on_its_way_is_made_again_when_a_silo_has_died()
    {
        await using var silos = await TestSilos.StartAsync(2);
        var (calls, lost) = (0, new TaskCompletionSource<int>());
        var asked = silos.ServiceOf<Retry>(silos.Silos[0]).RunAsync(_ => ++calls == 1 ? lost.Task : Task.FromResult(calls), Cancelled);
        await silos.Cluster.KillSiloAsync(silos.Silos[1]);
        Assert.Equal(2, await asked.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
    }

    [Fact]
    public async Task A_change_under_way_is_called_off_when_a_silo_has_died_since_its_caller_makes_it_again()
    {
        var store = new GatedStore();
        await using var silos = await TestSilos.StartAsync(1, store);
        var provider = silos.Cluster.Client.GetGrain<IProviderGrain>("p");
        await provider.ChangeAsync([], [], Newest);
        var other = await silos.Cluster.StartAdditionalSiloAsync();
        var first = provider.ChangeAsync([ProvidedOnWire.From(Entity.Provided("a"))], [], Newest);
        await TestSilos.UntilAsync(() => store.Waiting);
        var second = provider.ChangeAsync([ProvidedOnWire.From(Entity.Provided("b"))], [], Newest);
        await silos.Cluster.KillSiloAsync(other);
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
        await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(TimeSpan.FromMinutes(1), Cancelled));
        store.Open();
        await provider.ChangeAsync([ProvidedOnWire.From(Entity.Provided("c"))], [], Newest);
        await silos.SettleAsync();
        // The first was being taken, perhaps by the silo that died; the second had not begun.
        Assert.Contains(await silos.StoredAsync(), (string[])["a c", "c"]);
    }

    [Fact]
    public async Task What_is_due_is_processed_when_the_conducting_silo_has_died()
    {
        await using var silos = await TestSilos.StartAsync(3, options: new() { ProcessingInterval = TimeSpan.FromMilliseconds(500) });
        silos.Processor.MakePeriodic("a");
        await silos.Engines[0].ApplyAsync("p", Entity.Full(Entity.Provided("a")), Cancelled);
        await TestSilos.UntilAsync(() => silos.Processor.RunsOf("a") >= 3);
        var conductor = Assert.Single(silos.Silos, s => silos.EngineOf(s).Conducts);
        await silos.Cluster.KillSiloAsync(conductor);
        await TestSilos.UntilAsync(() => silos.Silos.Any(s => silos.EngineOf(s).Conducts));
        var runs = silos.Processor.RunsOf("a");
        await TestSilos.UntilAsync(() => silos.Processor.RunsOf("a") >= runs + 2);
    }

    [Fact]
    public async Task Two_activations_of_one_entity_never_overwrite_each_other()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.FullAsync(0, "first", Entity.Provided("a", "1"));

        // What a cluster that is just losing a silo may do: both engines take turns for the entity, past the grains.
        var held = Enumerable.Range(0, 20).Select(i => Duplicate.HoldAsync(silos.Engines[i % 2], "a", $"source{i:00}", Cancelled));
        await Task.WhenAll(held);
        await silos.SettleAsync();
        var record = await silos.RecordAsync("a");
        Assert.Equal(21, record!.Sources.Length);
        Assert.Equal(record.Sources.Order(StringComparer.Ordinal), record.Sources);
    }

    [Fact]
    public async Task An_entity_is_taken_away_through_a_silo_that_has_not_heard_of_it_yet()
    {
        await using var silos = await TestSilos.StartAsync(2, configure: NeverFollow);
        for (var i = 0; i < 20; i++)
        {
            // The first silo has the entity, and dies; the second has it then.
            await Duplicate.HoldAsync(silos.Engines[0], $"e{i}", "p", Cancelled);
            var answer = await Duplicate.TellAsync(silos.Engines[1], $"e{i}", new EntityMessage.Drop(SourceKey.OfProvider("p"), Purge: true), Cancelled);
            Assert.True(answer is { Changed: true, Existed: true });
        }

        Assert.Equal("", await silos.StoredAsync());
    }

    [Fact]
    public async Task A_turn_that_finds_done_what_another_silo_did_is_answered_with_a_number_that_shows_it()
    {
        await using var silos = await TestSilos.StartAsync(2, configure: NeverFollow);
        for (var i = 0; i < 20; i++)
        {
            await Duplicate.HoldAsync(silos.Engines[0], $"e{i}", "p", Cancelled);
            var last = await silos.Store.GetLastSequenceAsync(Cancelled);
            var answer = await Duplicate.TellAsync(silos.Engines[1], $"e{i}", new EntityMessage.Drop(SourceKey.OfProvider("q"), Purge: true), Cancelled);
            Assert.False(answer.Changed);
            Assert.InRange(answer.Sequence, last, long.MaxValue);
        }
    }

    [Fact]
    public async Task An_entity_is_refreshed_through_a_silo_that_has_not_heard_of_it_yet()
    {
        await using var silos = await TestSilos.StartAsync(2, configure: NeverFollow);
        for (var i = 0; i < 20; i++)
        {
            await Duplicate.HoldAsync(silos.Engines[0], $"e{i}", "p", Cancelled);
            Assert.True(await silos.Engines[1].RefreshAsync(Entity.Ref($"e{i}"), Cancelled));
        }

        Assert.False(await silos.Engines[1].RefreshAsync(Entity.Ref("never"), Cancelled));
    }

    [Fact]
    public async Task A_silo_that_joins_takes_load()
    {
        await using var silos = await TestSilos.StartAsync(1);
        var joined = await silos.Cluster.StartAdditionalSiloAsync();
        await silos.Cluster.WaitForClusterManifestToStabilizeAsync();
        await silos.FullAsync(0, "p", [.. Enumerable.Range(0, 60).Select(i => Entity.Provided($"e{i:00}"))]);
        Assert.Equal(60, silos.EngineOf(joined).Count);
        Assert.Equal(60, await silos.EntitiesAtAsync(silos.Silos[0]) + await silos.EntitiesAtAsync(joined));
        Assert.InRange(await silos.EntitiesAtAsync(joined), 5, 55);
    }

    [Fact]
    public async Task Idle_entities_leave_memory()
    {
        await using var silos = await TestSilos.StartAsync(1, configure: o => o.CollectionAge = TimeSpan.FromSeconds(2));
        await silos.FullAsync(0, "p", [.. Enumerable.Range(0, 30).Select(i => Entity.Provided($"e{i:00}"))]);
        Assert.Equal(30, await silos.EntitiesAtAsync(silos.Silos[0]));
        Assert.Equal(0, silos.Engines[0].Live);
        await TestSilos.UntilAsync(async () => await silos.EntitiesAtAsync(silos.Silos[0]) == 0);
        await silos.FullAsync(0, "p", Entity.Provided("e00", "again"));
        Assert.Equal(1, silos.Engines[0].Count);
    }

    [Fact]
    public async Task Where_memory_runs_short_idle_entities_leave_it_before_their_time()
    {
        await using var silos = await TestSilos.StartAsync(1, configure: o => (o.CollectionAge, o.MemoryPercent) = (TimeSpan.FromHours(1), 0.01));
        await silos.FullAsync(0, "p", [.. Enumerable.Range(0, 30).Select(i => Entity.Provided($"e{i:00}"))]);
        await TestSilos.UntilAsync(async () =>
        {
            // Orleans looks again after each full collection.
            GC.Collect();
            return await silos.EntitiesAtAsync(silos.Silos[0]) == 0;
        });
    }

    [Fact]
    public async Task A_rolling_restart_fails_no_call()
    {
        await using var silos = await TestSilos.StartAsync(3);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var asked = silos.Engines[0];
        var taken = 0;
        var writing = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; taken++) await asked.ApplyAsync($"p{taken % 5}", Entity.Delta([Entity.Provided($"e{taken}")]), Cancelled);
            },
            Cancelled);
        foreach (var silo in silos.Silos.Skip(1).ToArray())
        {
            await silos.Cluster.StopSiloAsync(silo);
            await silos.Cluster.StartAdditionalSiloAsync();
        }

        await stop.CancelAsync();
        await writing;
        Assert.True(taken > 0);
        await TestSilos.UntilAsync(() => silos.Engines.All(e => e.Count == taken));
    }

    [Fact]
    public async Task A_full_mutation_that_is_cut_short_removes_nothing()
    {
        await using var silos = await TestSilos.StartAsync(2);
        await silos.FullAsync(0, "p", Entity.Provided("a"), Entity.Provided("b"));
        await Assert.ThrowsAsync<StoreException>(() => silos.Engines[1].ApplyAsync("p", new ProviderMutation.Full(CutShort()), Cancelled).AsTask());
        await silos.SettleAsync();
        Assert.Equal("a b", await silos.StoredAsync());

        static async IAsyncEnumerable<ProvidedEntity> CutShort()
        {
            yield return Entity.Provided("a", "new");
            await Task.Yield();
            throw new StoreException("the source went away");
        }
    }
}
