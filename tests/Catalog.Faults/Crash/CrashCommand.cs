using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Catalog.Faults.Crash;

/// <summary>Many runs, one seed after the other: <c>crash --runs 200 --seed 1 [--parallel 2] [--results file]</c>.</summary>
internal static class CrashCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (runs, seed) = (Arguments.Number(args, "--runs", 200), Arguments.Number(args, "--seed", 1));
        var started = Stopwatch.GetTimestamp();
        var results = new ConcurrentBag<CrashResult>();
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Arguments.Number(args, "--parallel", 1) }, async (i, _) =>
        {
            var result = await CrashRun.RunAsync(seed + i);
            results.Add(result);
            Console.WriteLine($"seed {result.Seed}: {result.Steps} steps to {result.Entities} entities, {Kills([result])}: {(result.Failure is null ? "same catalog" : "FAILED")}");
            if (result.Failure is not null)
            {
                Console.WriteLine(result.Failure);
            }
        });

        var summary = Summary(args, [.. results.OrderBy(r => r.Seed)], Stopwatch.GetElapsedTime(started));
        Console.Write(summary);
        if (Arguments.Value(args, "--results") is { } file)
        {
            await File.WriteAllTextAsync(file, summary);
        }

        return results.Any(r => r.Failure is not null) ? 1 : 0;
    }

    private static string Summary(string[] args, List<CrashResult> results, TimeSpan took)
    {
        var failed = results.Where(r => r.Failure is not null).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"""
            command   dotnet run -c Release --project tests/Catalog.Faults -- crash {string.Join(' ', args)}
            date      {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, took {took.TotalMinutes:F0} minutes
            runs      {results.Count}, {results.Sum(r => r.Steps)} steps acknowledged
            kills     {Kills(results)}
            failures  {(failed.Count == 0 ? "none" : string.Join(", ", failed.Select(f => $"seed {f.Seed}")))}

            """);
    }

    private static string Kills(IReadOnlyCollection<CrashResult> results) =>
        string.Join(", ", Enum.GetValues<KillPhase>().Select(phase =>
            $"{results.Sum(r => r.Kills.GetValueOrDefault(phase))} while {phase.ToString().ToLowerInvariant()}"));
}
