namespace Catalog.Sources.Throttling;

/// <summary>How long to pause after so many failures: doubling, bounded, and spread so that targets which failed together do not return together.</summary>
internal sealed class BackoffClock(ThrottleOptions options)
{
    private readonly Lock _gate = new();
    private readonly Random _random = options.Seed is { } seed ? new Random(seed) : new Random();

    /// <summary>Between half of the step and all of it.</summary>
    public TimeSpan After(int failures)
    {
        var step = Math.Min(options.FirstBackoff.Ticks * Math.Pow(2, failures - 1), options.MaxBackoff.Ticks);
        lock (_gate)
        {
            return TimeSpan.FromTicks((long)(step * (0.5 + (_random.NextDouble() / 2))));
        }
    }
}
