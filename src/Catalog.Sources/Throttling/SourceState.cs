using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Sources.Throttling;

/// <summary>What is known of one location target, for admins.</summary>
/// <param name="Location">The target.</param>
/// <param name="Status">How the last finished read went; null before the first.</param>
/// <param name="LastRead">When that was.</param>
/// <param name="ETag">The validator of the last good read.</param>
/// <param name="Failures">Failed reads in a row.</param>
/// <param name="NextAttempt">Not read before then, unless forced; null when it may be read any time.</param>
/// <param name="Problem">Why the last read failed.</param>
/// <param name="IsReading">Whether a read is waiting or running.</param>
public sealed record SourceState(
    LocationRef Location,
    LocationStatus? Status,
    DateTimeOffset? LastRead,
    string? ETag,
    int Failures,
    DateTimeOffset? NextAttempt,
    Problem? Problem,
    bool IsReading);
