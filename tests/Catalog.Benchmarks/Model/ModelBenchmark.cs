using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Model;
using Catalog.Testing;

namespace Catalog.Benchmarks.Model;

/// <summary>
/// What reading and checking cost on one core: the valid entities of the lab fixture, filled with annotations to 2 KB each, are
/// parsed as JSON views, checked, and read from YAML and JSON files. <c>model [seconds=3]</c> for each line. Rates are by CPU time
/// (of one core, the collector's included), so that other load on the machine counts little.
/// </summary>
internal static class ModelBenchmark
{
    private const int EntityBytes = 2048;

    public static Task RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var bodies = Bodies();
        var views = bodies.Select(b => new EntityBody(b)).ToArray();
        var json = bodies.Select(b => (ReadOnlyMemory<byte>)b).ToArray();
        var yaml = Fixtures.Bytes("golden/input/files/many.yaml");
        Console.WriteLine($"{bodies.Length} entities of {bodies.Average(b => b.Length):F0} bytes");

        Measure("view (JSON parse)", seconds, json.Length, bodies.Sum(b => b.Length), () =>
        {
            foreach (var body in json)
            {
                _ = new EntityBody(body).Root;
            }
        });
        Measure("validate, view there", seconds, views.Length, bodies.Sum(b => b.Length), () => Array.ForEach(views, Validate));
        Measure("view and validate", seconds, json.Length, bodies.Sum(b => b.Length), () =>
        {
            foreach (var body in json)
            {
                Validate(new EntityBody(body));
            }
        });
        Measure("parse a JSON file each", seconds, json.Length, bodies.Sum(b => b.Length), () =>
        {
            foreach (var body in json)
            {
                CatalogFile.Parse(body, "entity.json", new ParseLimits());
            }
        });
        Measure("parse a YAML file of 500", seconds, 500, yaml.Length, () => CatalogFile.Parse(yaml, "many.yaml", new ParseLimits()));
        return Task.CompletedTask;
    }

    private static void Validate(EntityBody body)
    {
        if (EntityModel.BuiltIn.ValidateEnvelope(body).Count + EntityModel.BuiltIn.ValidateKind(body).Count > 0)
        {
            throw new UnreachableException("The bodies are valid.");
        }
    }

    private static byte[][] Bodies() => [.. Fixtures.JsonLines("golden/input/lab.jsonl")
        .Select(e => Filled(JsonNode.Parse(e.GetRawText())!.AsObject()))
        .Where(b => EntityModel.BuiltIn.ValidateEnvelope(new EntityBody(b)).Count + EntityModel.BuiltIn.ValidateKind(new EntityBody(b)).Count == 0)];

    private static byte[] Filled(JsonObject entity)
    {
        var annotations = entity["metadata"]!.AsObject()["annotations"]!.AsObject();
        byte[] utf8;
        for (var i = 0; (utf8 = Encoding.UTF8.GetBytes(entity.ToJsonString())).Length < EntityBytes; i++)
        {
            annotations[$"bench.example.org/key-{i}"] = new string('v', 60);
        }

        return utf8;
    }

    private static void Measure(string name, int seconds, int entities, long bytes, Action round)
    {
        for (var i = 0; i < 20; i++)
        {
            round();
        }

        var (rounds, allocated, watch, cpu) = (0L, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            round();
            rounds++;
        }

        var (done, elapsed) = (rounds * entities, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Console.WriteLine(
            $"{name,-26} {done / elapsed,10:N0} entities/s {rounds * bytes / elapsed / 1e6,8:F1} MB/s {(double)allocated / done,8:F0} bytes allocated each");
    }
}
