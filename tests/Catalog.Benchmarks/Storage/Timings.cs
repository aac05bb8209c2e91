using System.Diagnostics;

namespace Catalog.Benchmarks.Storage;

/// <summary>Times calls that each do some number of things: rate over all, and how long single calls took.</summary>
internal sealed class Timings
{
    private readonly List<double> _milliseconds = [];
    private long _things;

    public async Task MeasureAsync(int things, Func<ValueTask> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call().ConfigureAwait(false);
        Add(things, start);
    }

    public async Task MeasureAsync<T>(int things, Func<ValueTask<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call().ConfigureAwait(false);
        Add(things, start);
    }

    public override string ToString()
    {
        var sorted = _milliseconds.Order().ToList();
        return $"{_things / (sorted.Sum() / 1000):n0}/s; a call p50 {At(0.5):n3}, p95 {At(0.95):n3}, max {sorted[^1]:n1} ms";

        double At(double share) => sorted[(int)((sorted.Count - 1) * share)];
    }

    private void Add(int things, long start)
    {
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        _things += things;
    }
}
