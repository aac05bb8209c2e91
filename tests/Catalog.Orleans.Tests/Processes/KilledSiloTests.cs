using System.Diagnostics;
using System.Globalization;
using System.Net;
using Catalog.Orleans.Tests.Support;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Real silos are killed and restarted while entities are put through the others.</summary>
public sealed class KilledSiloTests
{
    private static readonly TimeSpan AnswersAgain = TimeSpan.FromSeconds(10);

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("CATALOG_CLUSTER_KILLS") ?? "1", CultureInfo.InvariantCulture);

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
            await TestSilos.UntilAsync(() => acknowledged.Count > (kill * 200) + 50 + random.Next(100));
            await silos.KillAsync(victim);
            var down = Stopwatch.GetTimestamp();
            // Whatever the dead silo had, answers.
            string[] sample = [.. Snapshot(acknowledged).Where((_, i) => i % 10 == 0)];
            Assert.All(await Task.WhenAll(sample.Select(asked.RefreshAsync)), Assert.True);
            var back = Stopwatch.GetElapsedTime(down);
            TestContext.Current.TestOutputHelper?.WriteLine($"kill {kill}: {sample.Length} entities answer again after {back.TotalSeconds:0.0} s");
            Assert.InRange(back, TimeSpan.Zero, AnswersAgain);
            await putting;
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

    private static string[] Snapshot(HashSet<string> names)
    {
        lock (names) return [.. names];
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
