using System.Diagnostics;
using System.Globalization;
using System.Net;
using Catalog.Orleans.Tests.Support;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Real silos are killed and restarted while entities are put through the others.</summary>
public sealed class KilledSiloTests
{
    private static readonly TimeSpan AnswersAgain = TimeSpan.FromSeconds(10);

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("CATALOG_CLUSTER_KILLS") ?? "2", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_all_entities_answer_again()
    {
        await using var silos = await SiloProcesses.StartAsync(3);
        var random = new Random(7);
        var acknowledged = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var (asked, victim) = (silos.Running[0], silos.Running[1 + random.Next(2)]);
            var putting = PutAsync(asked, kill, acknowledged);
            await TestSilos.UntilAsync(() => acknowledged.Count > (kill * 200) + random.Next(150));
            await silos.KillAsync(victim);
            var down = Stopwatch.GetTimestamp();
            await putting;

            // Whatever the dead silo had, answers.
            foreach (var name in acknowledged.Where((_, i) => i % 25 == 0)) Assert.True(await asked.RefreshAsync(name), name);
            Assert.InRange(Stopwatch.GetElapsedTime(down), TimeSpan.Zero, AnswersAgain + TimeSpan.FromSeconds(20));
            await silos.AddAsync();
        }

        foreach (var silo in silos.Running) await TestSilos.UntilAsync(async () => acknowledged.IsSubsetOf(await silo.NamesAsync()));
    }

    [Fact]
    public async Task A_rolling_restart_refuses_no_request_to_the_others()
    {
        await using var silos = await SiloProcesses.StartAsync(3);
        var acknowledged = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            var (asked, restarted) = (silos.Running[1], silos.Running[0]);
            var putting = PutAsync(asked, i, acknowledged);
            await silos.StopAsync(restarted);
            await silos.AddAsync();
            await putting;
        }

        Assert.Equal(400, acknowledged.Count);
        foreach (var silo in silos.Running) await TestSilos.UntilAsync(async () => acknowledged.IsSubsetOf(await silo.NamesAsync()));
    }

    private static async Task PutAsync(SiloProcess asked, int round, HashSet<string> acknowledged)
    {
        for (var i = 0; i < 200; i++)
        {
            var name = $"r{round}e{i}";
            Assert.Equal(HttpStatusCode.OK, (await asked.PutAsync($"source{i % 3}", name)).Status);
            lock (acknowledged) acknowledged.Add(name);
        }
    }
}
