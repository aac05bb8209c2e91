using Catalog.Faults.Failover;
using Catalog.Testing.Postgres;

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>A sample of the failover runs; <c>tests/Catalog.Faults</c> runs as many as wanted.</summary>
public sealed class FailoverTests
{
    [Theory]
    [InlineData(3, FailoverKind.Kill)]
    [InlineData(5, FailoverKind.Pause)]
    [InlineData(8, FailoverKind.Database)]
    public async Task Disturbed_at_random_moments_of_a_random_mix_of_mutations_both_servers_end_with_the_same_catalog(int seed, FailoverKind kind)
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);

        var result = await FailoverRun.RunAsync(seed, kind, pause: TimeSpan.FromSeconds(6));

        Assert.Null(result.Failure);
        Assert.NotEmpty(result.TakeOvers);
    }
}
