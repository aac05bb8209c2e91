using Catalog.Faults.Crash;

namespace Catalog.EndToEnd.Tests.Durability;

/// <summary>A sample of the crash runs; <c>tests/Catalog.Faults</c> runs as many as wanted.</summary>
public sealed class CrashTests
{
    private static readonly int[] Seeds = [7, 21, 34, 55, 89];

    [Fact]
    public async Task Killed_at_random_moments_of_a_random_mix_of_mutations_it_ends_with_the_same_catalog()
    {
        var results = await Task.WhenAll(Seeds.Select(CrashRun.RunAsync));

        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.All(results, result => Assert.NotEmpty(result.Kills));
    }
}
