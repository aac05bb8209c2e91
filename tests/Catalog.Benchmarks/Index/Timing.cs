using System.Globalization;

namespace Catalog.Benchmarks.Index;

/// <summary>The middle and the upper end of some times, in microseconds.</summary>
internal readonly record struct Timing(double P50, double P95, double Max)
{
    public static Timing Of(List<double> times)
    {
        times.Sort();
        return new Timing(times[times.Count / 2], times[(int)(times.Count * 0.95)], times[^1]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50 / 1000:F3} ms, p95 {P95 / 1000:F3} ms, max {Max / 1000:F2} ms");
}
