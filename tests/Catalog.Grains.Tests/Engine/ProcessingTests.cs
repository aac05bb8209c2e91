using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Engine;

public sealed class ProcessingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_that_hangs_delays_nobody_and_takes_a_new_body()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Hang("slow");
        var result = await catalog.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("slow", "1"), Entity.Provided("quick")), Cancelled);
        Assert.Equal(2, result.Changed);
        Assert.Equal("quick", catalog.Visible());
        Assert.NotNull(await catalog.RecordAsync("slow"));
        catalog.Processor.Release("slow");
        await catalog.FullAsync("p", Entity.Provided("slow", "2"), Entity.Provided("quick"));
        Assert.Equal("2", await catalog.NoteOfAsync("slow"));
    }

    [Fact]
    public async Task A_new_body_calls_off_the_run_of_the_old_one()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Hang("a");
        await catalog.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("a", "1")), Cancelled);
        catalog.Processor.Forget("a");
        await catalog.FullAsync("p", Entity.Provided("a", "2"));
        Assert.Equal("2", await catalog.NoteOfAsync("a"));
    }

    [Fact]
    public async Task An_entity_that_hangs_can_be_deleted()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Hang("a");
        await catalog.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("a")), Cancelled);
        Assert.True(await catalog.Engine.DeleteAsync(Entity.Ref("a"), Cancelled));
        await catalog.SettleAsync();
        Assert.Null(await catalog.RecordAsync("a"));
        Assert.Equal(0, catalog.Engine.Live);
    }

    [Fact]
    public async Task A_refresh_is_answered_when_the_run_has_ended()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"));
        catalog.Processor.Hang("a");
        var refresh = catalog.Engine.RefreshAsync(Entity.Ref("a"), Cancelled).AsTask();
        await Waiting.UntilAsync(() => catalog.Processor.RunsOf("a") == 2);
        Assert.False(refresh.IsCompleted);
        catalog.Processor.Release("a");
        Assert.True(await refresh);
    }

    [Fact]
    public async Task A_refresh_during_a_run_runs_once_more()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Hang("a");
        await catalog.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("a")), Cancelled);
        var refresh = catalog.Engine.RefreshAsync(Entity.Ref("a"), Cancelled).AsTask();
        await Waiting.UntilAsync(() => catalog.Processor.RunsOf("a") == 1);
        catalog.Processor.Release("a");
        await refresh;
        Assert.Equal(2, catalog.Processor.RunsOf("a"));
    }

    [Fact]
    public async Task A_refresh_of_a_ref_that_nothing_holds_is_refused()
    {
        await using var catalog = await TestCatalog.StartAsync();
        Assert.False(await catalog.Engine.RefreshAsync(Entity.Ref("nobody"), Cancelled));
    }

    [Fact]
    public async Task Refresh_keys_reach_those_who_emitted_them()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.GiveRefreshKey("a", "k1");
        catalog.Processor.GiveRefreshKey("b", "k2");
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"), Entity.Provided("c"));
        Assert.Equal(1, await catalog.Engine.RefreshKeysAsync(["k1", "unknown"], Cancelled));
        Assert.Equal((2, 1), (catalog.Processor.RunsOf("a"), catalog.Processor.RunsOf("b")));
        await catalog.FullAsync("p", Entity.Provided("b"));
        Assert.Equal(0, await catalog.Engine.RefreshKeysAsync(["k1"], Cancelled));
    }

    [Fact]
    public async Task Refresh_keys_reach_one_whose_run_failed_after_it_named_them()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.GiveRefreshKey("a", "k1");
        catalog.Processor.Fail("a", "the file is broken");
        await catalog.FullAsync("p", Entity.Provided("a"));
        catalog.Processor.Fail("a", null);
        Assert.Equal(1, await catalog.Engine.RefreshKeysAsync(["k1"], Cancelled));
        Assert.Equal("a", catalog.Visible());
    }

    [Fact]
    public async Task Unchanged_entities_are_processed_once()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await catalog.FullAsync("p", Entity.Provided("a"));
        await catalog.AdvanceAsync(TimeSpan.FromHours(10));
        Assert.Equal(1, catalog.Processor.RunsOf("a"));
    }

    [Fact]
    public async Task Periodic_runs_that_change_nothing_write_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.MakePeriodic("a");
        await catalog.FullAsync("p", Entity.Provided("a"));
        var before = catalog.Feed.Entries;
        for (var run = 2; run <= 5; run++)
        {
            await catalog.AdvanceAsync(TimeSpan.FromSeconds(151));
            Assert.Equal(run, catalog.Processor.RunsOf("a"));
        }

        Assert.Equal(before, catalog.Feed.Entries);
        var due = (await catalog.Engine.InspectAsync(Entity.Ref("a"), Cancelled))!.NextDue!.Value - catalog.Time.GetUtcNow();
        Assert.InRange(due, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(150));
    }

    [Fact]
    public async Task A_failing_entity_is_tried_again_ever_more_rarely()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Fail("a", "not now");
        await catalog.FullAsync("p", Entity.Provided("a"));
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var record = (await catalog.RecordAsync("a"))!;
            Assert.Equal(attempt, record.Processing.Attempts);
            waits.Add(record.Processing.NextDue!.Value - catalog.Time.GetUtcNow());
            await catalog.AdvanceAsync(waits[^1]);
            Assert.Equal(attempt + 1, catalog.Processor.RunsOf("a"));
        }

        for (var i = 0; i < waits.Count; i++) Assert.InRange(waits[i].TotalSeconds, 10 << i, 15 << i);
        catalog.Processor.Fail("a", null);
        await catalog.RefreshAsync("a");
        Assert.Equal("a", catalog.Visible());
        Assert.Equal(0, (await catalog.RecordAsync("a"))!.Processing.Attempts);
    }

    [Fact]
    public async Task Another_version_of_a_processor_processes_all_again_after_a_restart()
    {
        var first = await TestCatalog.StartAsync();
        await first.FullAsync("p", Entity.Provided("a"));
        var newer = new EmittingProcessor { Version = "2" };
        newer.Emit("a", ("b", ""));
        await using var second = await first.RestartAsync(newer);
        await second.SettleAsync();
        Assert.Equal("a b", second.Visible());
    }

    [Fact]
    public async Task What_was_accepted_but_not_processed_is_processed_after_a_restart()
    {
        var first = await TestCatalog.StartAsync();
        first.Processor.Hang("a");
        await first.Engine.ApplyAsync("p", Entity.Full(Entity.Provided("a")), Cancelled);
        Assert.Equal("", first.Visible());
        await using var second = await first.RestartAsync(new EmittingProcessor());
        await second.SettleAsync();
        Assert.Equal("a", second.Visible());
    }

    [Fact]
    public async Task Nobody_is_live_once_all_is_settled()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("a", ""), ("b", ""));
        await catalog.FullAsync("p", Entity.Provided("root"), Entity.Provided("x"));
        Assert.Equal(0, catalog.Engine.Live);
        Assert.Equal(4, catalog.Engine.Count);
    }

    [Fact]
    public async Task Inspection_tells_of_what_is_not_visible_and_of_what_nobody_has_mentioned()
    {
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Emit("root", ("child", ""));
        catalog.Processor.Fail("child", "broken");
        await catalog.FullAsync("p", Entity.Provided("root"));
        var child = await catalog.Engine.InspectAsync(Entity.Ref("child"), Cancelled);
        Assert.Equal("broken", Assert.Single(child!.Record!.Errors).Message);
        Assert.Equal([Entity.Ref("root")], child.Parents);
        Assert.NotNull(child.NextDue);
        Assert.True(child.Sequence > 0);
        var owner = await catalog.Engine.InspectAsync(Catalog.Model.EntityRef.Parse("group:default/o"), Cancelled);
        Assert.Null(owner!.Record);
        Assert.Equal([Entity.Ref("root")], owner.MentionedBy);
        Assert.Null(await catalog.Engine.InspectAsync(Entity.Ref("nobody"), Cancelled));
    }

    [Fact]
    public async Task Validation_stores_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var place = new Catalog.Model.LocationRef("url", "http://127.0.0.1/x");
        var good = await catalog.Engine.ValidateAsync(Entity.Json("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a"},"spec":{"type":"t","lifecycle":"l","owner":"o"}}"""), place, Cancelled);
        var bad = await catalog.Engine.ValidateAsync(Entity.Json("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a"},"spec":{}}"""), place, Cancelled);
        Assert.NotNull(good.Processed);
        Assert.NotEmpty(bad.Errors);
        Assert.Equal(0, catalog.Engine.Count);
    }
}
