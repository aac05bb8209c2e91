using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Catalog.Benchmarks.Http;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// Entities by name over HTTP, asked of the server and of one silo, in processes of their own on one PostgreSQL; a few connections of a raw
/// client, each with one request under way, the programs in turn. <c>by-name [seconds=5] [connections=8] [rounds=3]</c>. Build Catalog.Server and Catalog.Silo in Release before.
/// </summary>
internal static class ByNameRun
{
    private const int Entities = 2_000;

    public static async Task RunAsync(string[] args)
    {
        var time = TimeSpan.FromSeconds(args.Length > 0 ? int.Parse(args[0]) : 5);
        var (connections, rounds) = (args.Length > 1 ? int.Parse(args[1]) : 8, args.Length > 2 ? int.Parse(args[2]) : 3);
        await using var postgres = await PostgresServer.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("catalog-by-name-");
        try
        {
            var rates = new Dictionary<string, List<double>>();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var project in (string[])["Catalog.Server", "Catalog.Silo"])
                {
                    if (!rates.TryGetValue(project, out var measured)) rates[project] = measured = [];
                    measured.Add(await MeasureAsync(project, Config(folder.FullName, postgres, project), time, connections));
                }
            }

            Tell(rates, rounds, connections);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(Dictionary<string, List<double>> rates, int rounds, int connections)
    {
        Console.WriteLine($"\nEntities by name over HTTP, {connections} connections, the middle of {rounds} in turn\n\n| host | requests/s | of the server |\n|---|---|---|");
        var middle = rates.ToDictionary(r => r.Key, r => r.Value.Order().ElementAt(rounds / 2));
        foreach (var (project, rate) in middle) Console.WriteLine($"| {project} | {rate:N0} | {rate / middle["Catalog.Server"]:P0} |");
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

    private static async Task<double> MeasureAsync(string project, string config, TimeSpan time, int connections)
    {
        var environment = new Dictionary<string, string> { ["CATALOG_SILO_PORT"] = "0", ["CATALOG_GATEWAY_PORT"] = "0" };

        // What this program is started with is the server's way of shipping.
        if (project == "Catalog.Silo") environment["DOTNET_GCgen0size"] = "";
        await using var process = CatalogProcess.Launch(project, ["--config", config, "--port", "0"], environment);
        using var http = new HttpClient { BaseAddress = await process.ListeningAsync(CancellationToken.None) };
        await FillAsync(http);
        Ask(http.BaseAddress, TimeSpan.FromSeconds(2), connections);
        var rate = Ask(http.BaseAddress, time, connections);

        // A silo that is killed is waited for by the next one.
        await process.StopAsync("TERM", CancellationToken.None);
        return rate;
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

    /// <summary>Asks on all connections, from one thread, so that the machine's time is the server's.</summary>
    private static double Ask(Uri server, TimeSpan time, int connections)
    {
        byte[][] requests = [.. Enumerable.Range(0, Entities).Select(i => Encoding.ASCII.GetBytes($"GET /api/catalog/entities/by-name/component/default/e{i} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"))];
        var open = Enumerable.Range(0, connections).Select(_ => new RawConnection(server)).ToDictionary(connection => connection.Socket);
        var (watch, asked) = (Stopwatch.StartNew(), 0);
        foreach (var connection in open.Values) connection.Send(requests[asked++ % Entities]);
        while (watch.Elapsed < time)
        {
            var ready = new List<Socket>(open.Keys);
            Socket.Select(ready, null, null, TimeSpan.FromSeconds(1));
            foreach (var socket in ready)
            {
                if (!open[socket].Receive()) continue;
                if (open[socket].Status != 200) throw new InvalidOperationException($"Answered with {open[socket].Status}.");
                open[socket].Send(requests[asked++ % Entities]);
            }
        }

        foreach (var connection in open.Values) connection.Dispose();
        return asked / watch.Elapsed.TotalSeconds;
    }
}
