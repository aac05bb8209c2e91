using Catalog.Model;
using Catalog.Processing;
using Catalog.Sources.Throttling;
using Catalog.Testing.Time;

namespace Catalog.Sources.Tests.Throttling;

public sealed class SourceThrottleTests : IDisposable
{
    private static readonly LocationRef A = new("url", "https://one.example/a.yaml");
    private static readonly LocationRef B = new("url", "https://one.example/b.yaml");
    private static readonly LocationRef Other = new("url", "https://two.example/a.yaml");
    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedReader _reader = new();
    private SourceThrottle _throttle;

    public SourceThrottleTests() => _throttle = new SourceThrottle([_reader], new() { Seed = 1 }, _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public async Task Callers_who_ask_for_the_same_share_one_read()
    {
        var first = Read(A);
        await _reader.StartedAsync(1);
        var second = Read(A);
        _reader.Finish(A, Found("v1"));

        Assert.Same(await first, await second);
        Assert.Equal(1, _reader.Reads);
    }

    [Fact]
    public async Task Reads_of_one_target_with_other_conditions_follow_each_other()
    {
        var first = Read(A);
        var second = Read(A, "v0");
        await _reader.StartedAsync(1);
        Assert.Equal(1, _reader.Running);
        _reader.Finish(A, Found("v1"));
        await first;
        await _reader.StartedAsync(2);
        _reader.Finish(A, Found("v2"));

        Assert.Equal("v2", (await second).ETag);
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_take_the_read_from_the_others()
    {
        using var leave = new CancellationTokenSource();
        var leaver = _throttle.ReadAsync(A, null, leave.Token).AsTask();
        var stayer = Read(A);
        await _reader.StartedAsync(1);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        _reader.Finish(A, Found("v1"));

        Assert.Equal(LocationStatus.Found, (await stayer).Status);
    }

    [Fact]
    public async Task When_the_last_caller_leaves_the_read_is_cancelled()
    {
        using var leave = new CancellationTokenSource();
        var read = _throttle.ReadAsync(A, null, leave.Token).AsTask();
        await _reader.StartedAsync(1);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await _reader.CancelledAsync();
        Assert.False(_throttle.Find(A)!.IsReading);
    }

    [Fact]
    public async Task A_host_is_read_by_so_many_at_a_time_and_others_meanwhile()
    {
        Use(new() { ConcurrentPerHost = 1 });
        var a = Read(A);
        await _reader.StartedAsync(1);
        var b = Read(B);
        var other = Read(Other);
        await _reader.StartedAsync(2);

        Assert.Equal([A, Other], _reader.Started);
        _reader.Finish(A, Found("a"));
        await a;
        await _reader.StartedAsync(3);
        _reader.Finish(B, Found("b"));
        _reader.Finish(Other, Found("o"));
        await Task.WhenAll(b, other);
    }

    [Fact]
    public async Task More_than_may_wait_are_refused()
    {
        Use(new() { ConcurrentPerHost = 1, MaxWaitingPerHost = 0 });
        var a = Read(A);
        await _reader.StartedAsync(1);

        var b = await Read(B);

        Assert.Equal(LocationStatus.Failed, b.Status);
        Assert.Equal("Unable to read url, too many reads are waiting for its host: https://one.example/b.yaml", b.Problem!.Message);
        Assert.NotNull(b.RetryAfter);
        _reader.Finish(A, Found("a"));
        await a;
    }

    [Fact]
    public async Task Reads_of_a_host_keep_to_its_rate()
    {
        Use(new() { PerSecondPerHost = 10, BurstPerHost = 2 });
        _reader.Answer = _ => Found("x");
        await Read(A);
        await Read(B);

        var third = Read(A);
        while (_clock.Waiting == 0)
        {
            await Task.Yield();
        }

        Assert.Equal(2, _reader.Reads);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await third;
        Assert.Equal(3, _reader.Reads);
    }

    [Fact]
    public async Task Failures_pause_a_target_longer_and_longer()
    {
        _reader.Answer = _ => Failed();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            await Read(A);
            pauses.Add(_throttle.Find(A)!.NextAttempt!.Value - _clock.GetUtcNow());
            _clock.Advance(pauses[^1]);
        }

        for (var i = 0; i < pauses.Count; i++)
        {
            var step = Math.Min(Math.Pow(2, i), 300);
            Assert.InRange(pauses[i].TotalSeconds, step / 2, step);
        }

        Assert.Equal(12, _throttle.Find(A)!.Failures);
    }

    [Fact]
    public async Task The_jitter_of_a_seed_is_the_same_each_time()
    {
        Assert.Equal(await FirstPauseAsync(), await FirstPauseAsync());

        async Task<TimeSpan> FirstPauseAsync()
        {
            Use(new() { Seed = 7 });
            _reader.Answer = _ => Failed();
            await Read(A);
            return _throttle.Find(A)!.NextAttempt!.Value - _clock.GetUtcNow();
        }
    }

    [Fact]
    public async Task During_the_pause_the_failure_is_answered_again_without_reading()
    {
        _reader.Answer = _ => Failed();
        var first = await Read(A);

        var second = await Read(A);

        Assert.Equal(1, _reader.Reads);
        Assert.Equal(first.Problem, second.Problem);
        Assert.InRange(second.RetryAfter!.Value.TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task A_forced_read_skips_the_pause()
    {
        _reader.Answer = _ => Failed();
        await Read(A);
        _reader.Answer = _ => Found("v1");
        _throttle.SkipBackoff(A);

        Assert.Equal(LocationStatus.Found, (await Read(A)).Status);
        Assert.Equal(0, _throttle.Find(A)!.Failures);
    }

    [Fact]
    public async Task A_forced_read_does_not_skip_what_the_host_asked_for()
    {
        _reader.Answer = _ => Failed() with { RetryAfter = TimeSpan.FromSeconds(30) };
        await Read(A);
        _throttle.SkipBackoff(A);

        Assert.Equal(TimeSpan.FromSeconds(30), (await Read(A)).RetryAfter);
        Assert.Contains("its host asked to be left alone", (await Read(B)).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(1, _reader.Reads);
        _reader.Answer = _ => Found("v1");
        Assert.Equal(LocationStatus.Found, (await Read(Other)).Status);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(LocationStatus.Found, (await Read(B)).Status);
    }

    [Fact]
    public async Task A_missing_target_is_no_failure()
    {
        _reader.Answer = _ => new() { Status = LocationStatus.NotFound };

        await Read(A);
        await Read(A);

        Assert.Equal(2, _reader.Reads);
        Assert.Null(_throttle.Find(A)!.NextAttempt);
    }

    [Fact]
    public async Task Local_files_are_never_paused()
    {
        _reader.Answer = _ => Failed();
        var file = new LocationRef("file", "/srv/a.yaml");

        await Read(file);
        await Read(file);

        Assert.Equal(2, _reader.Reads);
        Assert.Equal(2, _throttle.Find(file)!.Failures);
    }

    [Fact]
    public async Task The_state_of_a_target_can_be_asked_for()
    {
        _reader.Answer = _ => Found("v1");
        await Read(A);
        _reader.Answer = _ => Failed();
        await Read(A, "v1");

        var state = Assert.Single(_throttle.States());

        Assert.Equal((A, LocationStatus.Failed, "v1", 1), (state.Location, state.Status!.Value, state.ETag, state.Failures));
        Assert.Equal("broken", state.Problem!.Message);
        Assert.Equal(_clock.GetUtcNow(), state.LastRead);
        _throttle.Forget(A);
        Assert.Empty(_throttle.States());
    }

    [Fact]
    public async Task Healthy_targets_past_the_limit_are_not_remembered_but_failing_ones_are()
    {
        Use(new() { MaxRemembered = 0 });
        _reader.Answer = l => l == A ? Failed() : Found("x");

        await Read(A);
        await Read(Other);

        Assert.Equal([A], _throttle.States().Select(s => s.Location));
    }

    [Fact]
    public async Task A_type_that_no_reader_takes_is_a_bug()
    {
        Assert.False(_throttle.CanRead(new LocationRef("git", "x")));
        await Assert.ThrowsAsync<ArgumentException>(() => Read(new LocationRef("git", "x")));
    }

    private static LocationContent Found(string etag) => new() { Status = LocationStatus.Found, ETag = etag };

    private static LocationContent Failed() => new() { Status = LocationStatus.Failed, Problem = new Problem("broken") };

    private Task<LocationContent> Read(LocationRef location, string? etag = null) => _throttle.ReadAsync(location, etag, Token).AsTask();

    private void Use(ThrottleOptions options)
    {
        _throttle.Dispose();
        _throttle = new SourceThrottle([_reader], options, _clock);
    }
}
