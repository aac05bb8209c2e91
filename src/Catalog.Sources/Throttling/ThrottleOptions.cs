namespace Catalog.Sources.Throttling;

/// <summary>How gently other hosts are treated.</summary>
public sealed record ThrottleOptions
{
    /// <summary>Reads of one host at the same time, from 1. Default 4.</summary>
    public int ConcurrentPerHost { get; init; } = 4;

    /// <summary>Reads of one host in a second, in the long run; 0 for no limit. Default 50.</summary>
    public int PerSecondPerHost { get; init; } = 50;

    /// <summary>Reads of one host that may start at once after a pause, from 1. Default 100.</summary>
    public int BurstPerHost { get; init; } = 100;

    /// <summary>Reads that may wait for one host, from 0; more are refused with a problem. Default 10,000.</summary>
    public int MaxWaitingPerHost { get; init; } = 10_000;

    /// <summary>Pause after the first failure; doubles with each further one. Longer than zero. Default 1 second.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, from <see cref="FirstBackoff"/>. Default 5 minutes.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Healthy targets whose state is remembered for inspection, from 0. Default 100,000. Failing ones are always remembered.</summary>
    public int MaxRemembered { get; init; } = 100_000;

    /// <summary>Seed of the jitter; null for another one each time.</summary>
    public int? Seed { get; init; }
}
