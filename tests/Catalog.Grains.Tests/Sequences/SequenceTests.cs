using Catalog.Grains.Tests.Support;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Grains.Tests.Sequences;

/// <summary>
/// Generated sequences of mutations, refreshes, deletions and deaths against a plain model of the rules. A failure prints the shortest sequence
/// found. <c>CATALOG_SEQUENCES</c> says how many are tried (default 100), <c>CATALOG_SEED</c> which.
/// </summary>
public sealed class SequenceTests
{
    private const int Length = 25;
    private static readonly int s_cases = Setting("CATALOG_SEQUENCES", 100);
    private static readonly int s_seed = Setting("CATALOG_SEED", 0);

    [Fact]
    public Task Any_sequence_leaves_what_the_rules_say() => CheckAsync(seed: 1, (_, _) => (store, _) => new CrashingStore(store, 0, written: false));

    [Fact]
    public Task A_death_before_any_commit_changes_nothing_in_the_end() => CheckAsync(seed: 2, (_, number) => DieOften(number, written: false));

    [Fact]
    public Task A_death_after_any_commit_changes_nothing_in_the_end() => CheckAsync(seed: 3, (_, number) => DieOften(number, written: true));

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    /// <summary>Every second life ends at a commit that the case's number chooses.</summary>
    private static Func<ICatalogStore, int, ICatalogStore> DieOften(int number, bool written) =>
        (store, life) => new CrashingStore(store, life % 2 == 0 ? 1 + ((number + (life * 7)) % 23) : 0, written);

    private static async Task CheckAsync(int seed, Func<Step[], int, Func<ICatalogStore, int, ICatalogStore>> wrapOf)
    {
        var number = 0;
        foreach (var steps in Step.Any.ArrayOf(Length).Sample(s_cases, new Rnd((ulong)(s_seed + seed)), 10))
        {
            number++;
            if (await FailureOfAsync(steps, wrapOf(steps, number)) is not { } failure) continue;
            var shortest = await ShortenAsync(steps, wrapOf, number);
            failure = await FailureOfAsync(shortest, wrapOf(shortest, number)) ?? failure;
            Assert.Fail($"Case {number}: {string.Join("; ", shortest.AsEnumerable())}\n{failure}");
        }
    }

    private static async Task<Step[]> ShortenAsync(Step[] steps, Func<Step[], int, Func<ICatalogStore, int, ICatalogStore>> wrapOf, int number)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            Step[] fewer = [.. steps[..i], .. steps[(i + 1)..]];
            if (await FailureOfAsync(fewer, wrapOf(fewer, number)) is not null) steps = fewer;
        }

        return steps;
    }

    private static async Task<Exception?> FailureOfAsync(Step[] steps, Func<ICatalogStore, int, ICatalogStore> wrap)
    {
        await using var run = new SequenceRun(new InMemoryCatalogStore(), wrap);
        try
        {
            await run.RunAsync(steps);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e;
        }
    }
}
