using Catalog.Grains.Providers;
using Catalog.Grains.Providers.Running;
using Catalog.Grains.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Catalog.Grains.Tests.Providers;

public sealed class ScheduledProviderTests
{
    [Fact]
    public async Task It_runs_after_its_delay_and_then_at_its_frequency()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Scheduled { Schedule = new ProviderSchedule { InitialDelay = TimeSpan.FromMinutes(1), Frequency = TimeSpan.FromMinutes(10) } };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        Assert.Equal(0, provider.Runs);
        await running.NextRunAsync();
        Assert.Equal("run1", catalog.Visible());
        Assert.Equal(TimeSpan.FromMinutes(10), running.Status.NextRun - running.Status.LastRun);
        await running.NextRunAsync();
        Assert.Equal("run2", catalog.Visible());
    }

    [Fact]
    public async Task A_run_that_fails_is_shown_and_the_next_one_runs()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Scheduled { Failure = new IOException("no route") };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        Assert.Equal((ProviderState.BackingOff, 1, "no route"), (running.Status.State, running.Status.Failures, running.Status.Problem));
        provider.Failure = null;
        await running.NextRunAsync();
        Assert.Equal((ProviderState.Resting, 0, null), (running.Status.State, running.Status.Failures, running.Status.Problem));
        Assert.Equal("run2", catalog.Visible());
    }

    [Fact]
    public async Task A_run_that_hangs_is_cut_off_at_its_time_limit()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Scheduled { Hangs = true };
        await using var running = new RunningProviders(catalog, provider);
        await Waiting.UntilAsync(() => provider.Runs == 1 && catalog.Time.Waiting > 0);
        catalog.Time.Advance(TimeSpan.FromMinutes(3));
        await running.RestedAsync();
        Assert.Contains("took longer", running.Status.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_runs_it_at_once()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Scheduled { Schedule = new ProviderSchedule { InitialDelay = TimeSpan.FromHours(1) } };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        Assert.True(running.Runner.Trigger("scheduled"));
        Assert.False(running.Runner.Trigger("unknown"));
        await Waiting.UntilAsync(() => provider.Runs == 1);
        await running.RestedAsync();
        Assert.Equal("run1", catalog.Visible());
    }

    [Fact]
    public async Task Two_providers_of_one_name_are_refused()
    {
        await using var catalog = await TestCatalog.StartAsync();
        Assert.Throws<ArgumentException>(() => new ProviderRunner(catalog.Engine, catalog.Store, [new Scheduled(), new Scheduled()], catalog.Time, NullLoggerFactory.Instance));
    }

    private sealed class Scheduled : IScheduledProvider
    {
        private int _runs;

        public string Name => "scheduled";

        public ProviderSchedule Schedule { get; init; } = new();

        public Exception? Failure { get; set; }

        public bool Hangs { get; init; }

        public int Runs => Volatile.Read(ref _runs);

        public async ValueTask RunAsync(IProviderConnection connection, CancellationToken cancellationToken)
        {
            var run = Interlocked.Increment(ref _runs);
            if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            if (Failure is not null) throw Failure;
            await connection.ApplyAsync(Entity.Full(Entity.Provided($"run{run}")), cancellationToken);
        }
    }
}
