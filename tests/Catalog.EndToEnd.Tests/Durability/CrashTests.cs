using Catalog.Faults.Crash;

namespace Catalog.EndToEnd.Tests.Durability;

/// <summary>A sample of the crash runs; <c>tests/Catalog.Faults</c> runs as many as wanted.</summary>
public sealed class CrashTests
{
    public static TheoryData<int> Seeds => [7, 21, 34];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Killed_at_random_moments_of_a_random_mix_of_mutations_it_ends_with_the_same_catalog(int seed)
    {
        var result = await CrashRun.RunAsync(seed);

        Assert.Null(result.Failure);
        Assert.NotEmpty(result.Kills);
    }
}
