using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Catalog.Faults.Failover;

/// <summary>Many runs, one seed after the other: <c>failover --runs 50 --seed 1 [--kind kill|pause|database|all] [--pause 30] [--parallel 1] [--results file]</c>.</summary>
internal static class FailoverCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (runs, seed) = (Arguments.Number(args, "--runs", 50), Arguments.Number(args, "--seed", 1));
        var kind = Arguments.Value(args, "--kind") ?? nameof(FailoverKind.Kill);
        FailoverKind[] kinds = kind == "all" ? Enum.GetValues<FailoverKind>() : [Enum.Parse<FailoverKind>(kind, ignoreCase: true)];
        var pause = TimeSpan.FromSeconds(Arguments.Number(args, "--pause", 30));
        var started = Stopwatch.GetTimestamp();
        var results = new ConcurrentBag<FailoverResult>();
        await Parallel.ForAsync(0, runs * kinds.Length, new ParallelOptions { MaxDegreeOfParallelism = Arguments.Number(args, "--parallel", 1) }, async (i, _) =>
        {
            var result = await FailoverRun.RunAsync(seed + (i / kinds.Length), kinds[i % kinds.Length], pause);
            results.Add(result);
            Console.WriteLine($"seed {result.Seed}, {result.Kind}: {result.Steps} steps to {result.Entities} entities, taken again after {Times(result.TakeOvers)}: {result.Failure ?? "same catalog"}");
        });

        var summary = Summary(args, [.. results.OrderBy(r => r.Seed)], Stopwatch.GetElapsedTime(started));
        Console.Write(summary);
        if (Arguments.Value(args, "--results") is { } file)
        {
            await File.AppendAllTextAsync(file, summary);
        }

        return results.Any(r => r.Failure is not null) ? 1 : 0;
    }

    private static string Summary(string[] args, List<FailoverResult> results, TimeSpan took)
    {
        var failed = results.Where(r => r.Failure is not null).ToList();
        var times = results.SelectMany(r => r.TakeOvers).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"""
            command   dotnet run -c Release --project tests/Catalog.Faults -- failover {string.Join(' ', args)}
            date      {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, took {took.TotalMinutes:F0} minutes
            runs      {results.Count}, {results.Sum(r => r.Steps)} steps acknowledged, {times.Count} times disturbed
            changes taken again after {(times.Count == 0 ? "nothing" : $"{times[times.Count / 2].TotalSeconds:F1} s at the median, {times[^1].TotalSeconds:F1} s at most")}
            failures  {(failed.Count == 0 ? "none" : string.Join(", ", failed.Select(f => $"seed {f.Seed}")))}

            """);
    }

    private static string Times(IEnumerable<TimeSpan> times) => string.Join(", ", times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:F1} s")));
}
