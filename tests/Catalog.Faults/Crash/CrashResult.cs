namespace Catalog.Faults.Crash;

/// <summary>What came of a run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Steps">How many steps were acknowledged.</param>
/// <param name="Entities">How many entities the undisturbed catalog has at the end.</param>
/// <param name="Kills">How often the server was killed, by what it was doing.</param>
/// <param name="Failure">The first thing that was wrong; null when nothing was.</param>
public sealed record CrashResult(int Seed, int Steps, int Entities, IReadOnlyDictionary<KillPhase, int> Kills, string? Failure);

/// <summary>What a server was doing when it was killed.</summary>
public enum KillPhase
{
    /// <summary>Steps were being played.</summary>
    Playing,

    /// <summary>It was starting after a kill.</summary>
    Starting,

    /// <summary>It had started after a kill, and took up what was left undone.</summary>
    Recovering,
}
