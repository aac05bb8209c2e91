using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Catalog.Testing.Servers;
using Catalog.Testing.Synthetic;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>
/// The real server in a process of its own, on an empty data file; entities are pushed as JSON Lines in one request, which makes a source exactly
/// these, until a count over HTTP shows all of them: the first push that the process has seen, then as many other entities into another source,
/// then the first ones again, unchanged. <c>ingestion-http [entities=10000] [seconds between start and first push=1]</c>. Entities of
/// <see cref="SyntheticCatalog"/>, seed 1; the sending client is part of the time.
/// </summary>
internal static class HttpIngestionBenchmark
{
    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 10_000;
        var pause = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1]) : 1);
        var directory = Directory.CreateTempSubdirectory("catalog-ingestion-http-").FullName;
        try
        {
            var first = await EntityFile.WriteAsync(Path.Combine(directory, "first.jsonl"), new SyntheticCatalog(count)).ConfigureAwait(false);
            var second = await EntityFile.WriteAsync(Path.Combine(directory, "second.jsonl"), new SyntheticCatalog(count, prefix: "other-")).ConfigureAwait(false);
            var config = Path.Combine(directory, "app-config.yaml");
            await File.WriteAllTextAsync(config, "catalog: { locations: [] }\n").ConfigureAwait(false);
            await using var server = CatalogProcess.Launch(["--data", Path.Combine(directory, "catalog.db"), "--port", "0", "--config", config]);
            using var http = new HttpClient { BaseAddress = await server.ListeningAsync(CancellationToken.None).ConfigureAwait(false), Timeout = TimeSpan.FromMinutes(10) };
            if (await CountAsync(http).ConfigureAwait(false) != 0) throw new InvalidOperationException("The server did not start with an empty catalog.");
            await Task.Delay(pause).ConfigureAwait(false);
            await PushAsync("first push to a started server", server, http, "first", first, count, count).ConfigureAwait(false);
            await PushAsync("as many others", server, http, "second", second, count, 2 * count).ConfigureAwait(false);
            await PushAsync("the first again, unchanged", server, http, "first", first, count, 2 * count).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task PushAsync(string title, CatalogProcess server, HttpClient http, string source, string file, int count, int visible)
    {
        var before = server.ProcessorTime;
        var watch = Stopwatch.StartNew();
        using var content = new StreamContent(File.OpenRead(file), 1 << 18) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var answer = await http.PutAsync($"/api/catalog/sources/{source}/entities", content).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        while (await CountAsync(http).ConfigureAwait(false) != visible)
        {
        }

        var seconds = watch.Elapsed.TotalSeconds;
        using var report = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
        Console.WriteLine(
            $"{title}: {count / seconds:N0}/s ({seconds:N2} s, {(server.ProcessorTime - before).TotalMicroseconds / count:N1} us of the server's processor time each), " +
            $"changed {report.RootElement.GetProperty("changed"):N0}, rejected {report.RootElement.GetProperty("rejected"):N0}, visible {visible:N0}");
    }

    private static async Task<int> CountAsync(HttpClient http)
    {
        using var page = JsonDocument.Parse(await http.GetByteArrayAsync("/api/catalog/entities/by-query?limit=0").ConfigureAwait(false));
        return page.RootElement.GetProperty("totalItems").GetInt32();
    }
}
