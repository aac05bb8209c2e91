using System.Diagnostics;
using System.Globalization;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// Measures the battery against a running server: latency of one keep-alive client (median and 95th percentile), then requests a
/// second over 16 connections, client included. Compare ratios within one run: machines are noisy. <c>http-churn</c> measures the
/// latencies a second time while entities change through the push route, and how much longer the slow ones take then.
/// </summary>
/// <example><c>dotnet run -c Release --project tests/Catalog.Benchmarks -- http http://127.0.0.1:7007/api/catalog/ [tries] [seconds]</c></example>
/// <example><c>dotnet run -c Release --project tests/Catalog.Benchmarks -- http-churn http://127.0.0.1:7007/api/catalog/ [tries] [changes a second]</c></example>
internal static class BatteryRun
{
    private const int Warmup = 20;
    private const int HeavyTries = 5;
    private const int Connections = 16;

    // Long enough for some dozen batches of changes to fall into the time of each row.
    private static readonly TimeSpan ChurnRow = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string[] args)
    {
        var (api, tries) = Target(args);
        var time = TimeSpan.FromSeconds(args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 2);
        using var client = new HttpClient();
        using var one = new RawConnection(api);

        Console.WriteLine($"| scenario | p50 ms | p95 ms | at {Connections} connections | bytes |\n|---|---:|---:|---:|---:|");
        foreach (var scenario in await Battery.ChooseAsync(client, api))
        {
            var latency = Latency(one, api, scenario, tries, default);
            var rate = scenario.Heavy ? $"{latency.Bytes / 1e6 / (latency.P50 / 1e3):N0} MB/s" : $"{Rate(api, scenario, time):N0}/s";
            Console.WriteLine($"| {scenario.Name} | {latency.P50:0.000} | {latency.P95:0.000} | {rate} | {latency.Bytes} |");
        }
    }

    public static async Task RunWithChurnAsync(string[] args)
    {
        var (api, tries) = Target(args);
        var rate = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1_000;
        using var client = new HttpClient();
        using var one = new RawConnection(api);
        await using var churn = await Churn.StartAsync(api, rate);
        var scenarios = await Battery.ChooseAsync(client, api);
        churn.Pause();
        var quiet = scenarios.Select(scenario => Latency(one, api, scenario, tries, ChurnRow)).ToList();
        churn.Resume();

        Console.WriteLine($"| scenario | p50 ms, quiet | p95, quiet | p50 at {rate} changes/s | p95 | p95 ratio |\n|---|---:|---:|---:|---:|---:|");
        foreach (var (scenario, before) in scenarios.Zip(quiet))
        {
            var now = Latency(one, api, scenario, tries, ChurnRow);
            Console.WriteLine($"| {scenario.Name} | {before.P50:0.000} | {before.P95:0.000} | {now.P50:0.000} | {now.P95:0.000} | {now.P95 / before.P95:0.0} |");
        }

        Console.WriteLine(churn.Report());
    }

    private static (Uri Api, int Tries) Target(string[] args) => (
        new Uri(args.Length > 0 ? args[0] : "http://127.0.0.1:7007/api/catalog/"),
        args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300);

    private static (double P50, double P95, long Bytes) Latency(RawConnection connection, Uri api, Scenario scenario, int tries, TimeSpan atLeast)
    {
        var request = scenario.ToRequest(api);
        tries = scenario.Heavy ? HeavyTries : tries;
        var times = new List<double>(tries);
        var all = Stopwatch.StartNew();
        for (var i = -(scenario.Heavy ? 1 : Warmup); i < tries || all.Elapsed < atLeast; i++)
        {
            var start = Stopwatch.GetTimestamp();
            connection.Ask(request);
            Require(scenario, connection);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        return (times[times.Count / 2], times[Math.Min(times.Count - 1, (int)Math.Ceiling(times.Count * 0.95) - 1)], connection.Bytes);
    }

    // One thread serves all connections, each with one request under way.
    private static double Rate(Uri api, Scenario scenario, TimeSpan time)
    {
        var request = scenario.ToRequest(api);
        var connections = Enumerable.Range(0, Connections).Select(_ => new RawConnection(api)).ToDictionary(connection => connection.Socket);
        var done = 0;
        var start = Stopwatch.GetTimestamp();
        foreach (var connection in connections.Values)
        {
            connection.Send(request);
        }

        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var ready = connections.Keys.ToList();
            System.Net.Sockets.Socket.Select(ready, null, null, TimeSpan.FromSeconds(1));
            foreach (var connection in ready.Select(socket => connections[socket]))
            {
                if (connection.Receive())
                {
                    Require(scenario, connection);
                    done++;
                    connection.Send(request);
                }
            }
        }

        var rate = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var connection in connections.Values)
        {
            connection.Dispose();
        }

        return rate;
    }

    private static void Require(Scenario scenario, RawConnection connection)
    {
        if (connection.Status != 200 && !scenario.Name.Contains("absent", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{scenario.Name}: {connection.Status}");
        }
    }
}
