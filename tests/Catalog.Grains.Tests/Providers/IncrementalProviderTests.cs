using System.Text.Json;
using Catalog.Grains.Providers;
using Catalog.Grains.Tests.Support;

namespace Catalog.Grains.Tests.Providers;

public sealed class IncrementalProviderTests
{
    [Fact]
    public async Task Pages_come_in_bursts_and_what_no_page_gave_goes_at_the_end()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Paged { Pages = [["a", "b"], ["c"]] };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        Assert.Equal(("a b", ProviderState.Pausing), (catalog.Visible(), running.Status.State));
        await running.NextRunAsync();
        Assert.Equal(("a b c", ProviderState.Resting), (catalog.Visible(), running.Status.State));
        provider.Pages = [["a"], ["c", "d"]];
        await running.NextRunAsync();
        Assert.Equal("a b c", catalog.Visible());
        await running.NextRunAsync();
        Assert.Equal("a c d", catalog.Visible());
        Assert.Equal(provider.Opened, provider.Closed);
    }

    [Fact]
    public async Task A_restart_goes_on_at_the_cursor_and_remembers_the_pages_before()
    {
        await using var catalog = await TestCatalog.StartAsync();
        await using (var first = new RunningProviders(catalog, new Paged { Pages = [["a"], ["b"]] }))
        {
            await first.RestedAsync();
        }

        var provider = new Paged { Pages = [["never read"], ["b"]] };
        await using var second = new RunningProviders(catalog, provider);
        await second.RestedAsync();
        await second.NextRunAsync();
        Assert.Equal([1], provider.Read);
        Assert.Equal("a b", catalog.Visible());
    }

    [Fact]
    public async Task Failures_wait_ever_longer_and_the_page_is_asked_again()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Paged { Pages = [["a"], ["b"]], FailingPage = 1 };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        foreach (var wait in (int[])[1, 5, 30, 180, 180])
        {
            await running.NextRunAsync();
            Assert.Equal(TimeSpan.FromMinutes(wait), running.Status.NextRun - running.Status.LastRun);
        }

        Assert.Equal("page 1 is broken", running.Status.Problem);
        provider.FailingPage = null;
        await running.NextRunAsync();
        Assert.Equal(("a b", 0), (catalog.Visible(), running.Status.Failures));
    }

    [Fact]
    public async Task A_cycle_that_would_remove_too_much_removes_nothing()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Paged { Pages = [["a", "b", "c"]], Incremental = Paged.Quick with { RejectRemovalsAbovePercentage = 40 } };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        provider.Pages = [["a"]];
        await running.NextRunAsync();
        Assert.Equal("a b c", catalog.Visible());
        Assert.Contains("40", running.Status.Problem, StringComparison.Ordinal);
        provider.Pages = [["a", "b"]];
        await running.NextRunAsync();
        Assert.Equal("a b", catalog.Visible());
        Assert.Null(running.Status.Problem);
    }

    [Fact]
    public async Task An_empty_cycle_removes_nothing_when_that_is_refused()
    {
        await using var catalog = await TestCatalog.StartAsync();
        var provider = new Paged { Pages = [["a"]], Incremental = Paged.Quick with { RejectEmptySourceCollections = true } };
        await using var running = new RunningProviders(catalog, provider);
        await running.RestedAsync();
        provider.Pages = [[]];
        await running.NextRunAsync();
        Assert.Equal("a", catalog.Visible());
    }

    /// <summary>One page a burst, and each is asked for by its number.</summary>
    private sealed class Paged : IIncrementalProvider
    {
        public static IncrementalOptions Quick { get; } = new() { BurstLength = TimeSpan.Zero };

        public string Name => "paged";

        public IncrementalOptions Incremental { get; init; } = Quick;

        public string[][] Pages { get; set; } = [];

        public int? FailingPage { get; set; }

        public List<int> Read { get; } = [];

        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public ValueTask<IAsyncDisposable?> BeginBurstAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return new(new Burst(this));
        }

        public ValueTask<IncrementalPage> NextAsync(JsonElement? cursor, CancellationToken cancellationToken)
        {
            var page = cursor?.GetInt32() ?? 0;
            if (page == FailingPage) throw new IOException($"page {page} is broken");
            Read.Add(page);
            var next = JsonSerializer.SerializeToElement(page + 1);
            return new(new IncrementalPage([.. Pages[page].Select(n => Entity.Provided(n))], next, page == Pages.Length - 1));
        }

        private sealed class Burst(Paged provider) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                provider.Closed++;
                return ValueTask.CompletedTask;
            }
        }
    }
}
