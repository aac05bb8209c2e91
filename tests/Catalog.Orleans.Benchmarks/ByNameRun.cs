using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Catalog.Benchmarks.Http;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// Entities by name over HTTP, asked of the server, of one silo and of three, in processes of their own on one PostgreSQL; a few connections of a raw
/// client, each with one request under way. All hosts run all the time, compile what they need first, and are asked in turn, so that what the machine
/// does meanwhile is the same for all. <c>by-name [seconds=1] [connections=8] [rounds=21]</c>. Build Catalog.Server and Catalog.Silo in Release before.
/// </summary>
internal static class ByNameRun
{
    private const int Entities = 2_000;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(string[] args)
    {
        var time = TimeSpan.FromSeconds(args.Length > 0 ? int.Parse(args[0]) : 1);
        var (connections, rounds) = (args.Length > 1 ? int.Parse(args[1]) : 8, args.Length > 2 ? int.Parse(args[2]) : 21);
        await using var postgres = await PostgresServer.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("catalog-by-name-");
        var hosts = new List<Host>();
        try
        {
            hosts.Add(await Host.StartAsync("server", "Catalog.Server", 1, Config(folder.FullName, postgres, "server")));
            hosts.Add(await Host.StartAsync("one silo", "Catalog.Silo", 1, Config(folder.FullName, postgres, "silo")));
            hosts.Add(await Host.StartAsync("three silos", "Catalog.Silo", 3, Config(folder.FullName, postgres, "silos")));
            foreach (var host in hosts) Ask(host, Warming, connections);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var host in hosts) Measure(host, time, connections);
            }

            Tell(hosts, rounds, connections);
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(List<Host> hosts, int rounds, int connections)
    {
        Console.WriteLine($"\nEntities by name over HTTP, {connections} connections, the middle of {rounds} in turn\n\n| host | requests/s | of the server | of one silo | us of processor each |\n|---|---|---|---|---|");
        var rates = hosts.Select(host => Middle(host.Rates)).ToArray();
        foreach (var (host, rate) in hosts.Zip(rates)) Console.WriteLine($"| {host.Name} | {rate:N0} | {rate / rates[0]:P0} | {rate / rates[1]:P0} | {Middle(host.Processor):N1} |");

        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    private static string Config(string folder, PostgresServer postgres, string schema)
    {
        var file = Path.Combine(folder, schema + ".yaml");
        File.WriteAllText(file, $"""
            backend:
              database:
                client: pg
                schema: {schema}
                connection: {Quote(postgres)}
            """);
        return file;

        static string Quote(PostgresServer postgres) => $"{{ host: 127.0.0.1, port: {postgres.Port}, user: catalog, password: '{PostgresServer.Password}', database: postgres }}";
    }

    private static void Measure(Host host, TimeSpan time, int connections)
    {
        var before = host.ProcessorTime;
        var (asked, seconds) = Ask(host, time, connections);
        host.Rates.Add(asked / seconds);
        host.Processor.Add((host.ProcessorTime - before).TotalMicroseconds / asked);
    }

    /// <summary>Asks on all connections, from one thread, so that the machine's time is the server's.</summary>
    private static (int Asked, double Seconds) Ask(Host host, TimeSpan time, int connections)
    {
        byte[][] requests = [.. Enumerable.Range(0, Entities).Select(i => Encoding.ASCII.GetBytes($"GET {Host.Path(i)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))];
        var open = Enumerable.Range(0, connections).Select(i => new RawConnection(host.Addresses[i % host.Addresses.Count])).ToDictionary(connection => connection.Socket);
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
        return (asked, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The server, or silos that are one cluster, with the entities; and what was measured of it.</summary>
    private sealed class Host(string name, List<CatalogProcess> processes, List<Uri> addresses) : IAsyncDisposable
    {
        public string Name => name;

        public List<Uri> Addresses => addresses;

        public TimeSpan ProcessorTime => processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime);

        public List<double> Rates { get; } = [];

        public List<double> Processor { get; } = [];

        public static string Path(int entity) => $"/api/catalog/entities/by-name/component/default/e{entity}";

        public static async Task<Host> StartAsync(string name, string project, int count, string config)
        {
            var host = new Host(name, [], []);
            for (var i = 0; i < count; i++) await host.AddAsync(project, config);
            await host.FillAsync();
            return host;
        }

        private async Task AddAsync(string project, string config)
        {
            var environment = new Dictionary<string, string> { ["CATALOG_SILO_PORT"] = "0", ["CATALOG_GATEWAY_PORT"] = "0" };

            // What this program is started with is the server's way of shipping.
            if (project == "Catalog.Silo") environment["DOTNET_GCgen0size"] = "";
            var process = CatalogProcess.Launch(project, ["--config", config, "--port", "0"], environment);
            processes.Add(process);
            addresses.Add(await process.ListeningAsync(CancellationToken.None));
        }

        private async Task FillAsync()
        {
            var lines = new StringBuilder();
            for (var i = 0; i < Entities; i++)
            {
                lines.Append($$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"e{{{i}}}","description":"{{{new string('x', 1_000)}}}"},"spec":{"type":"service","lifecycle":"x","owner":"o"}}""").Append('\n');
            }

            using var http = new HttpClient();
            using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
            using var answer = await http.PutAsync(new Uri(addresses[0], "/api/catalog/sources/bench/entities"), content);
            answer.EnsureSuccessStatusCode();
            foreach (var address in addresses) await FollowedAsync(http, address);
        }

        /// <summary>The other silos follow a moment later.</summary>
        private static async Task FollowedAsync(HttpClient http, Uri silo)
        {
            while (!(await http.GetStringAsync(new Uri(silo, "/api/catalog/entities/by-query?limit=0"))).Contains($"\"totalItems\":{Entities}", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }
}
