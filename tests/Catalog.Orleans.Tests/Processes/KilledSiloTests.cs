using System.Diagnostics;
using System.Globalization;
using System.Net;
using Catalog.Orleans.Tests.Support;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>Real silos are killed and restarted while entities are put through the others.</summary>
public sealed class KilledSiloTests(ITestOutputHelper output)
{
    private const string Switch = "CATALOG_CLUSTER_KILLS";

    /// <summary>How long everything may take where nobody asked for more: other tests run beside this one.</summary>
    private const int Patience = 45;

    /// <summary>In which silos probe each other four times with Orleans' default, and so have found out how soon they answer.</summary>
    private static readonly TimeSpan s_acquainted = TimeSpan.FromSeconds(21);

    /// <summary>How many silos are killed; null for a sample, whose answers are not held to the second.</summary>
    private static int? Kills => Environment.GetEnvironmentVariable(Switch) is { } kills ? int.Parse(kills, CultureInfo.InvariantCulture) : null;

    [Fact]
    public Task Nothing_acknowledged_is_lost_and_all_entities_answer_again_with_the_defaults_of_Orleans() => KillAsync(probeSeconds: null, answersAgain: 10);

    [Fact]
    public Task Nothing_acknowledged_is_lost_and_all_entities_answer_again_with_short_probes() => KillAsync(probeSeconds: 0.5, answersAgain: 3);

    [Fact]
    public async Task What_a_paused_silo_still_does_when_it_goes_on_undoes_nothing_that_came_after()
    {
        await using var silos = await SiloProcesses.StartAsync(3, probeSeconds: 0.5);
        var names = new HashSet<string>();
        for (var pause = 0; pause < (Kills ?? 1); pause++)
        {
            var victim = silos.Running[pause % silos.Running.Count];
            SiloProcess[] others = [.. silos.Running.Where(s => s != victim)];
            string[] put = [.. Enumerable.Range(0, 300).Select(i => $"p{pause}e{i}")];
            names.UnionWith(put);
            var putting = put.Select((name, i) => others[i % 2].PutAsync(Ingestion.SourceOf(name), name)).ToArray();
            await TestSilos.UntilAsync(() => putting.Any(p => p.IsCompleted));
            await victim.Process.SignalAsync("STOP");
            Assert.All(await Task.WhenAll(putting), status => Assert.Equal(HttpStatusCode.OK, status));
            var withdrawn = await Task.WhenAll(put.Select((name, i) => others[i % 2].WithdrawAsync(Ingestion.SourceOf(name), name)));
            Assert.All(withdrawn, status => Assert.Equal(HttpStatusCode.OK, status));

            // It finds out that the others have gone on without it, and ends.
            await victim.Process.SignalAsync("CONT");
            await victim.Process.ExitedAsync(TestContext.Current.CancellationToken);
            silos.Running.Remove(victim);
            await victim.DisposeAsync();
            await silos.AddAsync();
        }

        var (stored, _) = await silos.StoredAsync();
        Assert.DoesNotContain(names, n => stored.TryGetValue(n, out var s) && s.IsThere);
    }

    [Fact]
    public async Task A_silo_that_is_paused_for_too_short_to_be_found_dead_goes_on_and_fails_no_request()
    {
        await using var silos = await SiloProcesses.StartAsync(2, probeSeconds: null);
        for (var pause = 0; pause < (Kills ?? 1); pause++)
        {
            var paused = silos.Running[pause % 2];
            string[] put = [.. Enumerable.Range(0, 300).Select(i => $"s{pause}e{i}")];
            var putting = put.Select((name, i) => silos.Running[i % 2].PutAsync(Ingestion.SourceOf(name), name)).ToArray();
            await TestSilos.UntilAsync(() => putting.Count(p => p.IsCompleted) > 20 * (pause % 10));
            await paused.Process.SignalAsync("STOP");

            // PostgreSQL breaks off a commit in which it hears nothing for 3 s.
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            await paused.Process.SignalAsync("CONT");
            Assert.All(await Task.WhenAll(putting), status => Assert.Equal(HttpStatusCode.OK, status));
            foreach (var silo in silos.Running) await TestSilos.UntilAsync(async () => (await silo.NamesAsync()).IsSupersetOf(put));
        }
    }

    [Fact]
    public async Task A_rolling_restart_refuses_no_request_to_the_others()
    {
        await using var silos = await SiloProcesses.StartAsync(3);
        var there = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var ingestion = Ingestion.Start($"r{i}", [silos.Running[1]]);
            await silos.StopAsync(silos.Running[0]);
            await silos.AddAsync();
            await ingestion.StopAsync();
            there.UnionWith(ingestion.There);
        }

        Assert.NotEmpty(there);
        foreach (var silo in silos.Running) await TestSilos.UntilAsync(async () => there.IsSubsetOf(await silo.NamesAsync()));
    }

    [Fact]
    public async Task After_all_silos_have_died_at_once_one_starts_again_within_a_minute()
    {
        await using var silos = await SiloProcesses.StartAsync(2, probeSeconds: null);
        Assert.Equal(HttpStatusCode.OK, await silos.Running[0].PutAsync("source", "a"));
        while (silos.Running is [var silo, ..]) await silos.KillAsync(silo);
        var started = Stopwatch.GetTimestamp();
        var again = await silos.AddAsync();
        output.WriteLine($"it listened after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.Contains("a", await again.NamesAsync());
        Assert.Equal(HttpStatusCode.OK, await again.PutAsync("source", "b"));
    }

    private async Task KillAsync(double? probeSeconds, int answersAgain)
    {
        if (Kills is null) answersAgain = Patience;
        await using var silos = await SiloProcesses.StartAsync(3, probeSeconds: probeSeconds);
        var random = new Random(7);
        var (there, gone, late) = (new HashSet<string>(), new HashSet<string>(), new List<string>());
        for (var kill = 0; kill < (Kills ?? 1); kill++)
        {
            var victim = silos.Running[random.Next(silos.Running.Count)];
            SiloProcess[] left = [.. silos.Running.Where(s => s != victim)];
            await using var ingestion = Ingestion.Start($"k{kill}", left);
            var started = Stopwatch.GetTimestamp();
            if (Kills is not null && probeSeconds is null) await TestSilos.UntilAsync(() => Stopwatch.GetElapsedTime(started) > s_acquainted);
            await TestSilos.UntilAsync(() => ingestion.There.Length > 50 + random.Next(100));
            await silos.KillAsync(victim);
            var back = await AllAnswerAsync(left, [.. ingestion.There.TakeLast(300)]);
            await ingestion.StopAsync();
            var told = $"kill {kill}: all answer again after {back.TotalSeconds:0.0} s; the slowest write beside it took {ingestion.Slowest.TotalSeconds:0.0} s";
            output.WriteLine(told);
            if (Math.Max(back.TotalSeconds, ingestion.Slowest.TotalSeconds) > answersAgain) late.Add(told);
            there.UnionWith(ingestion.There);
            gone.UnionWith(ingestion.Gone);
            await silos.AddAsync();
        }

        Assert.NotEmpty(gone);
        foreach (var silo in silos.Running) await ShowsAsync(silos, silo, there, gone);
        output.WriteLine($"{there.Count} acknowledged are there, {gone.Count} taken away are gone, on every silo");
        Assert.Empty(late);
    }

    /// <summary>Waits until a silo shows what it must; when it does not, says which names are wrong there and what the store has of them.</summary>
    private static async Task ShowsAsync(SiloProcesses silos, SiloProcess silo, HashSet<string> there, HashSet<string> gone)
    {
        string[] wrong = [];
        try
        {
            await TestSilos.UntilAsync(async () => (wrong = Wrong(await silo.NamesAsync())).Length == 0);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            var (stored, last) = await silos.StoredAsync();
            Assert.Fail(
                $"Silo {silos.Running.IndexOf(silo)} ({silo.Http.BaseAddress}) shows wrongly, of a store that ends at {last}: "
                + string.Join(", ", wrong.Select(n => $"{(gone.Contains(n) ? "+" : "-")}{n} (stored: {(stored.TryGetValue(n, out var s) ? s.ToString() : "never")})"))
                + $"\n{silo.Process.Output}");
        }

        string[] Wrong(HashSet<string> shown) => [.. there.Where(n => !shown.Contains(n)), .. gone.Where(shown.Contains)];
    }

    /// <summary>Reads and refreshes of all, and writes of all: whatever the dead silo had, is answered by the others.</summary>
    private static async Task<TimeSpan> AllAnswerAsync(SiloProcess[] left, string[] names)
    {
        var killed = Stopwatch.GetTimestamp();
        var answers = names.SelectMany((name, i) =>
            (Task<HttpStatusCode>[])[left[i % left.Length].RefreshAsync(name), left[(i + 1) % left.Length].PutAsync(Ingestion.SourceOf(name), name, "again")]);
        Assert.All(await Task.WhenAll(answers), status => Assert.Equal(HttpStatusCode.OK, status));
        return Stopwatch.GetElapsedTime(killed);
    }
}
