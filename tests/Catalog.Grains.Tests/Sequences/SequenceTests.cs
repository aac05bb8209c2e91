using Catalog.Grains.Tests.Support;
using Catalog.Storage;
using Catalog.Storage.InMemory;
using Catalog.Storage.Sqlite;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Grains.Tests.Sequences;

/// <summary>
/// Generated sequences of mutations, refreshes, deletions and deaths against a plain model of the rules. A failure prints the shortest sequence
/// found. <c>CATALOG_SEQUENCES</c> says how many are tried (default 100), <c>CATALOG_SEED</c> which.
/// </summary>
public sealed class SequenceTests : IDisposable
{
    private const int Length = 25;
    private static readonly int s_cases = Setting("CATALOG_SEQUENCES", 100);
    private static readonly int s_seed = Setting("CATALOG_SEED", 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("catalog-sequences-");

    [Fact]
    public Task Any_sequence_leaves_what_the_rules_say() => CheckAsync(seed: 1, s_cases, _ => InMemory(_ => 0, written: false));

    [Fact]
    public Task A_death_before_any_commit_changes_nothing_in_the_end() => CheckAsync(seed: 2, s_cases, number => InMemory(DyingOften(number), written: false));

    [Fact]
    public Task A_death_after_any_commit_changes_nothing_in_the_end() => CheckAsync(seed: 3, s_cases, number => InMemory(DyingOften(number), written: true));

    [Fact]
    public Task A_death_changes_nothing_on_SQLite_either() => CheckAsync(seed: 4, s_cases / 5, number => OnSqlite(DyingOften(number), written: number % 2 == 0));

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    /// <summary>Every second life ends at a commit that the case's number chooses.</summary>
    private static Func<int, int> DyingOften(int number) => life => life % 2 == 0 ? 1 + ((number + (life * 7)) % 23) : 0;

    private static Func<int, ICatalogStore> InMemory(Func<int, int> lastCommitOf, bool written)
    {
        var store = new InMemoryCatalogStore();
        return life => new CrashingStore(store, lastCommitOf(life), written);
    }

    private Func<int, ICatalogStore> OnSqlite(Func<int, int> lastCommitOf, bool written)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db") };
        return life => new CrashingStore(new SqliteCatalogStore(options), lastCommitOf(life), written, ownsInner: true);
    }

    private static async Task CheckAsync(int seed, int cases, Func<int, Func<int, ICatalogStore>> storesOf)
    {
        var number = 0;
        foreach (var steps in Step.Any.ArrayOf(Length).Sample(cases, new Rnd((ulong)(s_seed + seed)), 10))
        {
            number++;
            if (await FailureOfAsync(steps, storesOf(number)) is not { } failure) continue;
            var shortest = await ShortenAsync(steps, () => storesOf(number));
            failure = await FailureOfAsync(shortest, storesOf(number)) ?? failure;
            Assert.Fail($"Case {number}: {string.Join("; ", shortest.AsEnumerable())}\n{failure}");
        }
    }

    private static async Task<Step[]> ShortenAsync(Step[] steps, Func<Func<int, ICatalogStore>> stores)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            Step[] fewer = [.. steps[..i], .. steps[(i + 1)..]];
            if (await FailureOfAsync(fewer, stores()) is not null) steps = fewer;
        }

        return steps;
    }

    private static async Task<Exception?> FailureOfAsync(Step[] steps, Func<int, ICatalogStore> storeOf)
    {
        await using var run = new SequenceRun(storeOf);
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
