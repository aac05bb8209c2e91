using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Benchmarks.Processing;

/// <summary>
/// Measures the pipeline alone, on one core: entities a second, microseconds by the clock and of CPU (the one to compare on a
/// busy machine), bytes allocated for each. Corpus: the 2 KB provider entities of
/// tests/fixtures/golden/input/lab.jsonl, valid and invalid, over and over; seedless. Run:
/// <c>dotnet run -c Release --project tests/Catalog.Benchmarks -- processing [seconds]</c>.
/// </summary>
internal static class PipelineRun
{
    public static async Task RunAsync(string[] args)
    {
        var time = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 5);
        var pipeline = new ProcessingPipeline(new ProcessingOptions(), EntityModel.BuiltIn, [], []);
        var bodies = File.ReadLines(Catalog.Testing.Fixtures.PathOf("golden/input/lab.jsonl")).Where(l => l.Length > 0)
            .Select(l => Encoding.UTF8.GetBytes(l)).ToArray();
        Console.WriteLine($"{bodies.Length} bodies, {bodies.Average(b => b.Length):0} bytes on average");
        await MeasureAsync("warm-up", TimeSpan.FromSeconds(2), bodies, body => ProcessAsync(pipeline, body));
        await MeasureAsync("process", time, bodies, body => ProcessAsync(pipeline, body));
        await MeasureAsync("validate", time / 5, bodies, body => new(EntityModel.BuiltIn.ValidateEnvelope(body).Count + EntityModel.BuiltIn.ValidateKind(body).Count > 0));
        await MeasureAsync("parse only", time / 5, bodies, body => new(body.Root.ValueKind == System.Text.Json.JsonValueKind.Null));
    }

    private static async ValueTask<bool> ProcessAsync(ProcessingPipeline pipeline, EntityBody body) =>
        body.TryGetRef(out var entity)
        && (await pipeline.ProcessAsync(new ProcessingRequest(entity, body, ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty), CancellationToken.None)).Processed is null;

    private static async Task MeasureAsync(string name, TimeSpan time, byte[][] bodies, Func<EntityBody, ValueTask<bool>> act)
    {
        var (done, failed, bytes, cpu, watch) = (0L, 0L, GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        while (watch.Elapsed < time)
        {
            foreach (var body in bodies)
            {
                failed += await act(new EntityBody(body)) ? 1 : 0;
                done++;
            }
        }

        var elapsed = watch.Elapsed;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Console.WriteLine($"{name,-12} {done / elapsed.TotalSeconds,10:N0}/s  {elapsed.TotalMicroseconds / done,7:0.00} us  {cpu.TotalMicroseconds / done,7:0.00} us of CPU  {bytes / done,7:N0} B each  {100.0 * failed / done,5:0.0} % refused");
    }
}
