using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Postgres;

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>Two servers on one database when one of them, or the database, fails.</summary>
public sealed class TakeOverTests(SharedPostgres postgres)
{
    [Fact]
    public async Task When_the_leader_is_killed_the_other_takes_over_and_changes_that_came_meanwhile_are_done()
    {
        await using var servers = await StartAsync();
        await TwoServers.PushedAsync(servers.Follower, "before", "kept");
        await servers.Leader.KillAsync();
        await TwoServers.PushedAsync(servers.Follower, "meanwhile", "done");
        Assert.Equal(("kept", "done"), (await TwoServers.NoteAsync(servers.Follower, "before"), await TwoServers.NoteAsync(servers.Follower, "meanwhile")));
        await TwoServers.RoleAsync(servers.Follower, "leader");
    }

    [Fact]
    public async Task When_the_leader_stops_it_hands_over()
    {
        await using var servers = await StartAsync();
        Assert.Equal(0, await servers.Leader.StopAsync());
        await TwoServers.RoleAsync(servers.Follower, "leader");
        await TwoServers.PushedAsync(servers.Follower, "after", "done");
    }

    [Fact]
    public async Task A_leader_that_was_paused_finds_itself_replaced_and_follows()
    {
        await using var servers = await StartAsync();
        await servers.Leader.SignalAsync("STOP");
        await TwoServers.RoleAsync(servers.Follower, "leader");
        await TwoServers.PushedAsync(servers.Follower, "while", "paused");
        await servers.Leader.SignalAsync("CONT");

        await TwoServers.RoleAsync(servers.Leader, "follower");
        await Eventually.Async(() => TwoServers.NoteAsync(servers.Leader, "while"), note => note == "paused", "what was written while it was paused");
        await TwoServers.PushedAsync(servers.Leader, "then", "forwarded");
        Assert.Equal("forwarded", await TwoServers.NoteAsync(servers.Follower, "then"));
    }

    /// <summary>In its memory nothing is to be done, for there it still is as it was before the pause.</summary>
    [Fact]
    public async Task A_leader_that_was_paused_does_not_say_done_of_what_another_has_changed_since()
    {
        await using var servers = await StartAsync();
        await TwoServers.PushedAsync(servers.Leader, "one", "first");
        await servers.Leader.SignalAsync("STOP");
        await TwoServers.RoleAsync(servers.Follower, "leader");
        await TwoServers.PushedAsync(servers.Follower, "one", "second");
        await servers.Leader.SignalAsync("CONT");

        await Eventually.Async(
            async () =>
            {
                using var answer = await TwoServers.PushAsync(servers.Leader, "one", "first");
                return answer.IsSuccessStatusCode;
            },
            done => done,
            "taken");
        Assert.Equal("first", await TwoServers.NoteAsync(servers.Follower, "one"));
    }

    [Fact]
    public async Task While_the_database_is_away_both_answer_and_when_it_is_back_changes_are_taken_again()
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        await using var own = await PostgresServer.CreateAsync();
        await using var servers = await TwoServers.StartAsync(own, "catalog");
        await TwoServers.PushedAsync(servers.Follower, "one", "1");
        await own.KillAsync();
        var waiting = TwoServers.PushedAsync(servers.Follower, "one", "2");
        Assert.Equal(("1", "1"), (await TwoServers.NoteAsync(servers.Leader, "one"), await TwoServers.NoteAsync(servers.Follower, "one")));
        Assert.Equal(1, (await servers.Leader.GetAsync("/api/catalog/entities/by-query?limit=0")).GetProperty("totalItems").GetInt32());
        Assert.Equal(1, (await servers.Follower.GetAsync("/api/catalog/entities/by-query?limit=0")).GetProperty("totalItems").GetInt32());
        await own.StartAsync();
        await waiting;
        Assert.Equal("2", await TwoServers.NoteAsync(servers.Follower, "one"));
        Assert.Equal("2", await TwoServers.NoteAsync(servers.Leader, "one"));
    }

    private async Task<TwoServers> StartAsync() => await TwoServers.StartAsync(await postgres.ServerAsync(), postgres.NewSchema());
}
