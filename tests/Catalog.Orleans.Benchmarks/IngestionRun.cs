using System.Diagnostics;
using System.Text.Json;
using Catalog.Benchmarks.Ingestion;
using Catalog.Testing.Postgres;
using Catalog.Testing.Synthetic;

namespace Catalog.Orleans.Benchmarks;

/// <summary>
/// A full mutation on PostgreSQL until all of it is durable and in the index of the engine that was asked: the in-process host, one silo, three
/// silos, in turn, each kind in a process of its own with the collector that it ships with. A first round, in which code is compiled and memory is taken
/// from the machine, is told and not counted. <c>ingestion [entities=20000] [rounds=1] [hosts=0,1,3]</c>, where a host is its number of silos, 0 for
/// the in-process one.
/// </summary>
internal static class IngestionRun
{
    public static async Task RunAsync(string[] args)
    {
        var (count, rounds) = (args.Length > 0 ? int.Parse(args[0]) : 20_000, args.Length > 1 ? int.Parse(args[1]) : 1);
        int[] hosts = args.Length > 2 ? [.. args[2].Split(',').Select(int.Parse)] : [0, 1, 3];
        var folder = Directory.CreateTempSubdirectory("catalog-orleans-ingestion-");
        var running = new List<Host>();
        try
        {
            var input = await EntityFile.WriteAsync(Path.Combine(folder.FullName, "entities.jsonl"), new SyntheticCatalog(count));
            await using var postgres = await PostgresServer.CreateAsync("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            running.AddRange(hosts.Select(silos => new Host(silos, input, count, postgres.ConnectionString)));
            foreach (var host in running) await host.MeasureAsync($"firstsilos{host.Silos}");
            Console.WriteLine("from here on it counts");
            var measured = new List<IngestionHost.Measured>();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var host in running) measured.Add(await host.MeasureAsync($"round{round}silos{host.Silos}"));
            }

            Tell(measured, count, rounds);
        }
        finally
        {
            running.ForEach(host => host.Dispose());
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(List<IngestionHost.Measured> measured, int count, int rounds)
    {
        Console.WriteLine($"\nIngestion of {count:N0} on PostgreSQL, the middle of {rounds} in turn\n\n| host | entities/s | of the in-process host | of one silo | us of CPU each | most resident | entities active on each silo |\n|---|---|---|---|---|---|---|");
        var middle = measured.GroupBy(m => m.Silos).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Rate).ElementAt(rounds / 2));
        foreach (var (silos, m) in middle.OrderBy(m => m.Key))
        {
            Console.WriteLine($"| {(silos == 0 ? "in process" : $"{silos} silo(s)")} | {m.Rate:N0} | {Of(0)} | {Of(1)} | {m.Cpu:N0} | {m.Resident:N0} MB | {string.Join(", ", m.Spread.Select(s => s.ToString("N0")))} |");
            string Of(int other) => middle.TryGetValue(other, out var o) ? $"{m.Rate / o.Rate:P0}" : "";
        }
    }

    /// <summary>A process with hosts of one kind.</summary>
    private sealed class Host : IDisposable
    {
        private readonly Process _process;

        public Host(int silos, string input, int count, string connection)
        {
            Silos = silos;
            var start = new ProcessStartInfo(Environment.ProcessPath!, [IngestionHost.Name, $"{silos}", input, $"{count}", connection]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            if (silos > 0) UseCollectorOfSilos(start.Environment);
            _process = Process.Start(start)!;
        }

        public int Silos { get; }

        public async Task<IngestionHost.Measured> MeasureAsync(string schema)
        {
            await _process.StandardInput.WriteLineAsync(schema);
            var answer = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The process of {Silos} silo(s) has ended.");
            var measured = JsonSerializer.Deserialize<IngestionHost.Measured>(answer)!;
            Console.WriteLine($"{Silos} silo(s): {measured.Rate:N0}/s ({measured.Cpu:N0} us of CPU each; {measured.Garbage}; {measured.Resident:N0} MB at most)");
            return measured;
        }

        /// <summary>As Catalog.Silo is built; this program is built, and started, as Catalog.Server is.</summary>
        private static void UseCollectorOfSilos(IDictionary<string, string?> environment)
        {
            (environment["DOTNET_gcServer"], environment["DOTNET_GCDynamicAdaptationMode"]) = ("1", "0");
            environment.Remove("DOTNET_GCgen0size");
        }

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
        }
    }
}
