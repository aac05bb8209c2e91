using System.Diagnostics;
using System.Text;
using Catalog.Grains.Providers;
using Catalog.Model;

namespace Catalog.Benchmarks.Ingestion;

/// <summary>
/// One Group that gets a member at a time: each User is a mutation of its own, awaited until it is durable and readers see it. Prints for every
/// thousand what a member cost by the clock and of processor time; the last thousand may not cost much more than the first.
/// <c>ingestion-hub [members=50000]</c>.
/// </summary>
internal static class HubBenchmark
{
    private const int Step = 1_000;
    private const string Location = "\"annotations\":{\"backstage.io/managed-by-location\":\"url:http://127.0.0.1/hub\",\"backstage.io/managed-by-origin-location\":\"url:http://127.0.0.1/hub\"}";

    public static async Task RunAsync(string[] args)
    {
        var members = args.Length > 0 ? int.Parse(args[0]) : 50_000;
        var directory = Directory.CreateTempSubdirectory("catalog-ingestion-hub-").FullName;
        try
        {
            await using var system = await EngineUnderTest.StartAsync(Path.Combine(directory, "catalog.db")).ConfigureAwait(false);
            await AddAsync(system, "Group", "hub", "\"type\":\"team\",\"children\":[]").ConfigureAwait(false);
            await MeasureAsync(system, members).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(EngineUnderTest system, int members)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine("   members   ms each   CPU us each   allocated bytes each");
        for (var done = 0; done < members; done += Step)
        {
            var (watch, cpu, allocated) = (Stopwatch.StartNew(), Cpu(process), GC.GetTotalAllocatedBytes());
            for (var i = done; i < done + Step; i++) await AddAsync(system, "User", $"user-{i}", "\"memberOf\":[\"hub\"]").ConfigureAwait(false);
            Console.WriteLine(
                $"{done + Step,10:N0} {watch.Elapsed.TotalMilliseconds / Step,9:N3} {(Cpu(process) - cpu).TotalMicroseconds / Step,13:N0} {(GC.GetTotalAllocatedBytes() - allocated) / Step,22:N0}");
        }
    }

    private static async Task AddAsync(EngineUnderTest system, string kind, string name, string spec)
    {
        var body = new EntityBody(Encoding.UTF8.GetBytes(
            $$$"""{"apiVersion":"backstage.io/v1alpha1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}",{{{Location}}}},"spec":{{{{spec}}}}}"""));
        var result = await system.Engine.ApplyAsync("hub", new ProviderMutation.Delta([new ProvidedEntity(body)], []), CancellationToken.None).ConfigureAwait(false);
        await system.Index.AtLeastAsync(result.Sequence, CancellationToken.None).ConfigureAwait(false);
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
