using Catalog.Orleans.Tests.Support;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Servers and silos on one schema would both process; whoever comes second is refused.</summary>
public sealed class ServersBesideSilosTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_refuses_to_start_where_silos_work_and_a_silo_where_servers_do()
    {
        await using var silos = await SiloProcesses.StartAsync(1);
        await using (var server = silos.LaunchServer())
        {
            Assert.Equal(1, await server.ExitedAsync(Cancelled));
            Assert.Contains("The silos of an Orleans cluster work on the schema catalog", server.Output, StringComparison.Ordinal);
        }

        await silos.StopAsync(silos.Running[0]);
        await using var alone = silos.LaunchServer();
        await alone.ListeningAsync(Cancelled);
        await TestSilos.UntilAsync(() => alone.Output.Contains("This server leads", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(silos.AddAsync);
        Assert.Contains("Servers that are no silos work on the schema catalog", refused.Message, StringComparison.Ordinal);
    }
}
