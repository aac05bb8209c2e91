using Catalog.Faults.Together;
using Catalog.Testing.Postgres;

namespace Catalog.EndToEnd.Tests.Cluster;

/// <summary>What docker-compose.yml starts, started without Docker.</summary>
public sealed class TogetherTests
{
    [Fact]
    public async Task Two_servers_behind_one_port_are_one_catalog()
    {
        Assert.SkipUnless(PostgresServer.Binaries is not null, PostgresServer.WhyMissing);
        await using var run = await TogetherRun.StartAsync();
        await run.CheckAsync();
    }
}
