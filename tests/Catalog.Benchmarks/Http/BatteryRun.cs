using System.Diagnostics;
using System.Globalization;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// Measures the battery against a running server: latency of one keep-alive client (median and 95th percentile), then requests a
/// second over 16 connections, client included. Compare ratios within one run: machines are noisy.
/// </summary>
/// <example><c>dotnet run -c Release --project tests/Catalog.Benchmarks -- http http://127.0.0.1:7007/api/catalog/ [tries] [seconds]</c></example>
internal static class BatteryRun
{
    private const int Warmup = 20;
    private const int Connections = 16;

    public static async Task RunAsync(string[] args)
    {
        var api = new Uri(args.Length > 0 ? args[0] : "http://127.0.0.1:7007/api/catalog/");
        var tries = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300;
        var seconds = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 2;
        using var one = Client(1);
        using var many = Client(Connections);

        Console.WriteLine($"| scenario | p50 ms | p95 ms | at {Connections} connections | bytes |\n|---|---:|---:|---:|---:|");
        foreach (var scenario in await Battery.ChooseAsync(one, api))
        {
            var latency = await LatencyAsync(one, api, scenario, scenario.Heavy ? 5 : tries);
            var rate = scenario.Heavy
                ? $"{latency.Bytes / 1e6 / (latency.P50 / 1e3):N0} MB/s"
                : $"{await RateAsync(many, api, scenario, TimeSpan.FromSeconds(seconds)):N0}/s";
            Console.WriteLine($"| {scenario.Name} | {latency.P50:0.000} | {latency.P95:0.000} | {rate} | {latency.Bytes} |");
        }
    }

    private static HttpClient Client(int connections) => new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false, UseProxy = false });

    private static async Task<(double P50, double P95, long Bytes)> LatencyAsync(HttpClient client, Uri api, Scenario scenario, int tries)
    {
        var times = new List<double>(tries);
        var bytes = 0L;
        for (var i = -(scenario.Heavy ? 1 : Warmup); i < tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = await SendAsync(client, api, scenario);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        return (times[times.Count / 2], times[Math.Min(times.Count - 1, (int)Math.Ceiling(times.Count * 0.95) - 1)], bytes);
    }

    private static async Task<double> RateAsync(HttpClient client, Uri api, Scenario scenario, TimeSpan time)
    {
        var done = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await SendAsync(client, api, scenario);
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<long> SendAsync(HttpClient client, Uri api, Scenario scenario)
    {
        using var request = scenario.ToRequest(api);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode && !scenario.Name.Contains("absent", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{scenario.Name}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var total = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            total += read;
        }

        return total;
    }
}
