namespace Catalog.Grains.Providers;

/// <summary>How a provider is doing.</summary>
/// <param name="Name">The provider.</param>
/// <param name="State">What it does at the moment.</param>
/// <param name="LastRun">When its last run or burst began; null before the first.</param>
/// <param name="NextRun">When the next begins; null while one is under way, or when it only acts by itself.</param>
/// <param name="Failures">Runs in a row that failed.</param>
/// <param name="Problem">Why the last one failed, or why a cycle's removals were refused; null when all is well.</param>
public sealed record ProviderStatus(string Name, ProviderState State, DateTimeOffset? LastRun, DateTimeOffset? NextRun, int Failures, string? Problem);

/// <summary>What a provider does.</summary>
public enum ProviderState
{
    /// <summary>It acts by itself, or has not started yet.</summary>
    Idle,

    /// <summary>A run or burst is under way.</summary>
    Running,

    /// <summary>An incremental provider pauses between two bursts of a cycle.</summary>
    Pausing,

    /// <summary>It waits for its next run or cycle.</summary>
    Resting,

    /// <summary>It waits after a failure.</summary>
    BackingOff,
}
