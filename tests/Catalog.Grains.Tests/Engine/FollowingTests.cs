using Catalog.Grains.Tests.Support;
using Catalog.Index;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Tests.Engine;

/// <summary>Several engines on one store: one leads, the others follow and are ready to take over.</summary>
public sealed class FollowingTests
{
    private static readonly FencedException Superseded = new("Another server has taken over.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follower_shows_what_the_leader_commits_and_takes_no_changes()
    {
        await using var leader = await TestCatalog.StartAsync();
        await using var follower = await TestCatalog.FollowAsync(leader);
        var result = await leader.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        await leader.FullAsync("p", Entity.Provided("b", "2"));
        await follower.Engine.CatchUpAsync(locations: false, Token);
        Assert.Equal((false, leader.Engine.Sequence), (follower.Engine.IsLeader, follower.Engine.Sequence));
        Assert.True(follower.Index.Current.TryGet(Entity.Ref("b"), out _));
        Assert.False(follower.Index.Current.TryGet(Entity.Ref("a"), out _));
        Assert.True((await follower.Index.AtLeastAsync(result.Sequence, Token)).Sequence >= result.Sequence);
        var refused = await Assert.ThrowsAsync<StoreException>(() => follower.FullAsync("p"));
        Assert.True(refused.Transient);
        await follower.SettleAsync();
    }

    [Fact]
    public async Task A_follower_knows_the_registered_locations()
    {
        await using var leader = await TestCatalog.StartAsync();
        await using var follower = await TestCatalog.FollowAsync(leader);
        var created = await leader.Engine.Locations.CreateAsync(new LocationRef("url", "http://127.0.0.1/one"), optional: false, Token);
        await follower.Engine.CatchUpAsync(locations: true, Token);
        Assert.Equal(created, Assert.Single(await follower.Engine.Locations.ListAsync(Token)));
        await Assert.ThrowsAsync<StoreException>(async () => await follower.Engine.Locations.DeleteAsync(created.Id, Token));
    }

    [Fact]
    public async Task Who_takes_over_does_what_the_leader_had_begun()
    {
        await using var leader = await TestCatalog.StartAsync();
        leader.Processor.Hang("slow");
        await using var follower = await TestCatalog.FollowAsync(leader);
        var begun = leader.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("slow")), Token).AsTask();
        await Waiting.UntilAsync(() => leader.Processor.RunsOf("slow") == 1);
        await begun;
        var refreshed = leader.Engine.RefreshAsync(Entity.Ref("slow"), Token).AsTask();
        await follower.Engine.CatchUpAsync(locations: false, Token);
        Assert.Equal("", follower.Visible());

        await leader.Engine.StopLeadingAsync(Superseded);
        await Assert.ThrowsAsync<StoreException>(() => refreshed);
        leader.Processor.Release("slow");
        follower.Engine.Lead();
        await follower.SettleAsync();
        Assert.Equal("slow", follower.Visible());
        await leader.Engine.CatchUpAsync(locations: false, Token);
        Assert.Equal("slow", leader.Visible());
    }

    [Fact]
    public async Task Who_ceased_to_lead_may_lead_again_and_finds_due_what_it_had_taken_up()
    {
        var processor = new EmittingProcessor();
        await using var leader = await HangingWhenDueAsync(processor);
        await leader.Engine.StopLeadingAsync(Superseded);
        processor.Release("a");
        await leader.Engine.CatchUpAsync(locations: false, Token);
        Assert.Equal((false, "a"), (leader.Engine.IsLeader, leader.Visible()));
        leader.Engine.Lead();
        await leader.SettleAsync();
        Assert.Equal(3, processor.RunsOf("a"));
        await leader.FullAsync("p", Entity.Provided("b"));
        Assert.Equal("b", leader.Visible());
    }

    [Fact]
    public async Task A_term_that_has_ended_moves_no_times_any_more()
    {
        var processor = new EmittingProcessor();
        await using var leader = await HangingWhenDueAsync(processor);
        var (host, ended) = (leader.Engine.Host, leader.Engine.Host.Live.IdleAsync(Entity.Ref("a")));
        await leader.Engine.StopLeadingAsync(Superseded);
        await ended.WaitAsync(Token);
        processor.Release("a");
        await leader.Engine.CatchUpAsync(locations: false, Token);

        // As a turn does that was at its end when the term ended.
        host.Postpone(Entity.Ref("a"), leader.Time.GetUtcNow() + leader.Options.ProcessingInterval);
        leader.Engine.Lead();
        await leader.SettleAsync();
        Assert.Equal(3, processor.RunsOf("a"));
    }

    [Fact]
    public async Task A_run_that_begins_while_the_term_ends_is_called_off()
    {
        var processor = new EmittingProcessor();
        await using var leader = await TestCatalog.StartAsync(processor: processor);
        Task? stopped = null;
        Task? ended = null;
        processor.Hang("a");
        processor.WhenBegun("a", () =>
        {
            ended = leader.Engine.Host.Live.IdleAsync(Entity.Ref("a"));
            stopped = leader.Engine.StopLeadingAsync(Superseded);
        });
        await Assert.ThrowsAsync<StoreException>(() => leader.FullAsync("p", Entity.Provided("a")));
        await Waiting.UntilAsync(() => stopped is not null);
        await stopped!;
        await ended!.WaitAsync(Token);
        Assert.Equal(1, processor.RunsOf("a"));
    }

    /// <summary>An entity that is committed again while the feed is read comes at its later place only: till then readers must not be told its earlier number.</summary>
    [Fact]
    public async Task Half_way_through_the_feed_readers_keep_the_sequence_they_had()
    {
        await using var leader = await TestCatalog.StartAsync();
        await leader.FullAsync("p", [.. Enumerable.Range(0, 6_000).Select(i => Entity.Provided($"e{i}"))]);
        var index = new CatalogIndex(leader.Store);
        var seen = new SequenceProbe(index);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], []);
        await using var follower = new CatalogEngine(leader.Store, pipeline, index, [seen], leader.Options, leader.Time, NullLoggerFactory.Instance);
        await follower.LoadAsync(null, Token);
        Assert.Equal([0, 0, leader.Engine.Sequence], seen.Sequences);
        Assert.Equal(6_000, index.Current.Count);
    }

    /// <summary>A leader with an entity whose second run, for which it was due, hangs.</summary>
    private static async Task<TestCatalog> HangingWhenDueAsync(EmittingProcessor processor)
    {
        processor.MakePeriodic("a");
        var leader = await TestCatalog.StartAsync(processor: processor);
        await leader.FullAsync("p", Entity.Provided("a"));
        processor.Hang("a");
        leader.Time.Advance(leader.Options.ProcessingInterval * 2);
        await Waiting.UntilAsync(() => processor.RunsOf("a") == 2);
        return leader;
    }

    private sealed class SequenceProbe(CatalogIndex index) : IFeedFollower
    {
        public List<long> Sequences { get; } = [];

        public void Apply(IReadOnlyList<FeedEntry> entries) => Sequences.Add(index.Current.Sequence);
    }
}
