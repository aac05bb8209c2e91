using System.Diagnostics;
using System.Text;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// Entities by name over HTTP, asked of the server and of one silo, in processes of their own on one PostgreSQL; a few clients, each with one
/// request under way, the programs in turn. <c>by-name [seconds=5] [clients=8]</c>. Build Catalog.Server and Catalog.Silo in Release before.
/// </summary>
internal static class ByNameRun
{
    private const int Entities = 2_000;
    private const int Rounds = 3;

    public static async Task RunAsync(string[] args)
    {
        var time = TimeSpan.FromSeconds(args.Length > 0 ? int.Parse(args[0]) : 5);
        var clients = args.Length > 1 ? int.Parse(args[1]) : 8;
        await using var postgres = await PostgresServer.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("catalog-by-name-");
        try
        {
            var rates = new Dictionary<string, List<double>>();
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var project in (string[])["Catalog.Server", "Catalog.Silo"])
                {
                    if (!rates.TryGetValue(project, out var measured)) rates[project] = measured = [];
                    measured.Add(await MeasureAsync(project, Config(folder.FullName, postgres, project), time, clients));
                }
            }

            foreach (var (project, measured) in rates) Console.WriteLine($"by name over HTTP, {project}: {measured.Order().ElementAt(Rounds / 2):N0}/s, the middle of {Rounds} runs with {clients} clients");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Config(string folder, PostgresServer postgres, string project)
    {
        var file = Path.Combine(folder, project + ".yaml");
        File.WriteAllText(file, $"""
            backend:
              database:
                client: pg
                schema: {project.Replace('.', '_')}
                connection: {Quote(postgres)}
            """);
        return file;

        static string Quote(PostgresServer postgres) => $"{{ host: 127.0.0.1, port: {postgres.Port}, user: catalog, password: '{PostgresServer.Password}', database: postgres }}";
    }

    private static async Task<double> MeasureAsync(string project, string config, TimeSpan time, int clients)
    {
        await using var process = CatalogProcess.Launch(
            project, ["--config", config, "--port", "0"], new Dictionary<string, string> { ["CATALOG_SILO_PORT"] = "0", ["CATALOG_GATEWAY_PORT"] = "0" });
        using var http = new HttpClient { BaseAddress = await process.ListeningAsync(CancellationToken.None) };
        await FillAsync(http);
        await AskAsync(http, TimeSpan.FromSeconds(2), clients);
        return await AskAsync(http, time, clients);
    }

    private static async Task FillAsync(HttpClient http)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < Entities; i++)
        {
            lines.Append($$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"e{{{i}}}","description":"{{{new string('x', 1_000)}}}"},"spec":{"type":"service","lifecycle":"x","owner":"o"}}""").Append('\n');
        }

        using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PutAsync("/api/catalog/sources/bench/entities", content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<double> AskAsync(HttpClient http, TimeSpan time, int clients)
    {
        var (watch, asked) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            for (var i = client; watch.Elapsed < time; i += 7)
            {
                using var answer = await http.GetAsync($"/api/catalog/entities/by-name/component/default/e{i % Entities}");
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref asked);
            }
        }));
        return asked / watch.Elapsed.TotalSeconds;
    }
}
