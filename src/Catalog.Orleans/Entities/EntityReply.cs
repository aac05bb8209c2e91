using Catalog.Grains.Hosting;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Orleans.Entities;

/// <summary>What became of a call.</summary>
/// <param name="Sequence">Who has followed this far sees it.</param>
/// <param name="Changed">Whether anything was written.</param>
/// <param name="Existed">Whether there was an entity before.</param>
/// <param name="Refusal">Why a submitted body was refused.</param>
/// <param name="Due">When the entity is due next, which after a run that changed nothing is in no feed.</param>
/// <param name="Failure">Why the call was not taken; null when it was.</param>
/// <param name="MayRetry">Whether a call that was not taken may be another time.</param>
/// <param name="Required">Where it was not taken since its fencing token is outdated, the smallest that is not.</param>
[GenerateSerializer, Immutable, Alias("catalog.entity-reply")]
internal sealed record EntityReply(
    [property: Id(0)] long Sequence, [property: Id(1)] bool Changed, [property: Id(2)] bool Existed, [property: Id(3)] Problem? Refusal,
    [property: Id(4)] DateTimeOffset? Due, [property: Id(5)] string? Failure = null, [property: Id(6)] bool MayRetry = false,
    [property: Id(7)] long? Required = null)
{
    /// <summary>The engine's answer as a reply.</summary>
    public static EntityReply From(TurnAnswer answer, DateTimeOffset? due) => answer.Failure is { } failure
        ? new EntityReply(0, false, false, null, null, failure.Message, failure is VersionConflictException or ObjectDisposedException or StoreException { Transient: true }, (failure as OutdatedException)?.Required)
        : new EntityReply(answer.Sequence, answer.Changed, answer.Existed, answer.Refusal, due);
}
