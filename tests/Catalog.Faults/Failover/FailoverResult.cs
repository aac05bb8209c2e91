namespace Catalog.Faults.Failover;

/// <summary>What is done to the servers.</summary>
public enum FailoverKind
{
    /// <summary>The leader is killed, and a new server started in its place.</summary>
    Kill,

    /// <summary>The leader is paused, and goes on when another leads.</summary>
    Pause,

    /// <summary>PostgreSQL is killed, and started again.</summary>
    Database,
}

/// <summary>What came of a run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Steps">How many steps were acknowledged.</param>
/// <param name="Entities">How many entities the undisturbed catalog has at the end.</param>
/// <param name="TakeOvers">How long each time until a change was taken again.</param>
/// <param name="Failure">The first thing that was wrong; null when nothing was.</param>
public sealed record FailoverResult(int Seed, FailoverKind Kind, int Steps, int Entities, IReadOnlyList<TimeSpan> TakeOvers, string? Failure);
