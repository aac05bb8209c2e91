using System.Diagnostics;
using System.Net.Http.Headers;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;
using Catalog.Testing.Synthetic;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>
/// Two server processes on one PostgreSQL: all entities are pushed to the one that leads; then one changed entity at a time, until the other shows
/// it, measured from the leader's answer and from the push; then the processor time of both in ten seconds in which nothing happens.
/// </summary>
internal static class FreshnessRun
{
    private const int Warm = 50, Measured = 500;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(PostgresServer postgres, string input, int count)
    {
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, $$"""
            backend:
              database:
                client: pg
                schema: shared
                connection: { host: 127.0.0.1, port: {{postgres.Port}}, user: catalog, password: {{PostgresServer.Password}}, database: postgres }
            """).ConfigureAwait(false);
        await using var leader = CatalogProcess.Launch(["--port", "0", "--config", config]);
        using var pushes = new HttpClient { BaseAddress = await leader.ListeningAsync(CancellationToken.None).ConfigureAwait(false), Timeout = TimeSpan.FromMinutes(10) };
        await using var follower = CatalogProcess.Launch(["--port", "0", "--config", config]);
        using var reads = new HttpClient { BaseAddress = await follower.ListeningAsync(CancellationToken.None).ConfigureAwait(false) };

        await PushAllAsync(pushes, reads, input, count).ConfigureAwait(false);
        await ChangeOneByOneAsync(pushes, reads, new SyntheticCatalog(count)).ConfigureAwait(false);
        var before = (Leader: leader.ProcessorTime, Follower: follower.ProcessorTime);
        await Task.Delay(Idle).ConfigureAwait(false);
        Console.WriteLine($"idle: leader {(leader.ProcessorTime - before.Leader) / Idle:P2} of a core, follower {(follower.ProcessorTime - before.Follower) / Idle:P2}");
        File.Delete(config);
    }

    private static async Task PushAllAsync(HttpClient pushes, HttpClient reads, string input, int count)
    {
        var watch = Stopwatch.StartNew();
        using var content = new StreamContent(File.OpenRead(input)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var answer = await pushes.PutAsync("/api/catalog/sources/bench/entities", content).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        var pushed = watch.Elapsed.TotalSeconds;
        await ReadAsync(reads, "/api/catalog/entities/by-query?limit=0", answer).ConfigureAwait(false);
        Console.WriteLine($"pushed to the leader of two: {count / pushed:N0}/s ({pushed:N2} s); the follower shows all after {watch.Elapsed.TotalSeconds:N2} s");
    }

    private static async Task ChangeOneByOneAsync(HttpClient pushes, HttpClient reads, SyntheticCatalog catalog)
    {
        var random = new Random(1);
        var (fromAnswer, fromPush) = (new List<double>(), new List<double>());
        for (var i = 0; i < Warm + Measured; i++)
        {
            var body = catalog.Make("Component", random.Next(catalog.CountOf("Component")), revision: i + 1);
            body.TryGetRef(out var entity);
            var path = $"{entity.Kind}/{entity.Namespace}/{entity.Name}";
            using var content = new ReadOnlyMemoryContent(body.Utf8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            var pushed = Stopwatch.GetTimestamp();
            using var answer = await pushes.PutAsync($"/api/catalog/sources/bench/entities/{path}", content).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
            var answered = Stopwatch.GetTimestamp();
            await ReadAsync(reads, $"/api/catalog/entities/by-name/{path}", answer).ConfigureAwait(false);
            if (i < Warm) continue;
            fromAnswer.Add(Stopwatch.GetElapsedTime(answered).TotalMilliseconds);
            fromPush.Add(Stopwatch.GetElapsedTime(pushed).TotalMilliseconds);
        }

        Console.WriteLine($"one changed entity until the follower answers with it: {Percentiles(fromAnswer)} after the leader's answer, {Percentiles(fromPush)} after the push began");
    }

    /// <summary>Reads what reflects at least an answer.</summary>
    private static async Task ReadAsync(HttpClient reads, string path, HttpResponseMessage written)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Catalog-Min-Sequence", written.Headers.GetValues("Catalog-Sequence"));
            using var answer = await reads.SendAsync(request).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return;
        }
    }

    private static string Percentiles(List<double> times)
    {
        times.Sort();
        return $"p50 {times[times.Count / 2]:N2} ms, p95 {times[times.Count * 95 / 100]:N2} ms, max {times[^1]:N2} ms";
    }
}
