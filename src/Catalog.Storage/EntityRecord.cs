using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Storage;

/// <summary>
/// What one entity's own processing knows; the truth about that entity. Everything that depends on other entities
/// (relations into it, the final document, facets) is derived from the feed of these and stored nowhere.
/// </summary>
/// <remarks>
/// Immutable: a change is a new record with a <see cref="Version"/> one higher. Buffers handed in belong to the record
/// from then on and must not be written to.
/// </remarks>
public sealed record EntityRecord
{
    /// <summary>The identity; one record for each.</summary>
    public required EntityRef Ref { get; init; }

    /// <summary>The server's id of this incarnation of the entity; a new one when it is deleted and comes back.</summary>
    public required Guid Uid { get; init; }

    /// <summary>1 for the first record of a ref, one more with each commit; a commit that does not follow on is refused.</summary>
    public required long Version { get; init; }

    /// <summary>True once the entity is gone but still has <see cref="Pending"/> messages; followers see a tombstone.</summary>
    public bool Deleted { get; init; }

    /// <summary>Who may replace the body: a second source needs an equal key. Null when the source gave none, then any may.</summary>
    public string? LocationKey { get; init; }

    /// <summary>
    /// Who holds the entity, ordered, without repeats: <c>provider:&lt;name&gt;</c> or <c>entity:&lt;ref&gt;</c> of a parent
    /// that emits it. Empty means orphan.
    /// </summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Sources that emit the ref too but lost the conflict by location key; told when the entity goes, so that they come again.</summary>
    public ImmutableArray<string> Rivals { get; init; } = [];

    /// <summary>The body as its source gave it, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Unprocessed { get; init; }

    /// <summary>Where the body stands in the file it was read from; null when it came from a provider.</summary>
    public EntityOrigin? Origin { get; init; }

    /// <summary>A hash of location key and unprocessed body: equal hash, nothing to do.</summary>
    public required UInt128 UnprocessedHash { get; init; }

    /// <summary>The last good processed body, UTF-8 JSON without uid, etag, relations and status; empty until the first success, and not visible till then.</summary>
    public ReadOnlyMemory<byte> Processed { get; init; }

    /// <summary>The entities that the last good processing emitted, in the order emitted, without repeats.</summary>
    public ImmutableArray<EntityRef> Children { get; init; } = [];

    /// <summary>The relations that the last good processing emitted; an entity may emit relations whose source is another.</summary>
    public ImmutableArray<Relation> Relations { get; init; } = [];

    /// <summary>Keys by which others may ask that this entity is processed again.</summary>
    public ImmutableArray<string> RefreshKeys { get; init; } = [];

    /// <summary>What the last processing found wrong; empty after a clean one. Shown as <c>status.items</c>.</summary>
    public ImmutableArray<Problem> Errors { get; init; } = [];

    /// <summary>What processors asked to have kept for this entity until its next processing; opaque UTF-8 JSON, by <c>processor/key</c>.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> Cache { get; init; } = ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>When and how it was processed last, and when next.</summary>
    public ProcessingState Processing { get; init; } = ProcessingState.Never;

    /// <summary>What this entity must still tell others; part of the same commit as the change that caused it, cleared when acknowledged.</summary>
    public ImmutableArray<PendingMessage> Pending { get; init; } = [];

    /// <summary>When this incarnation was first committed.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its visible content last changed.</summary>
    public required DateTimeOffset Updated { get; init; }
}

/// <summary>The processing history of one entity.</summary>
/// <param name="LastRun">When processing last ended; null before the first.</param>
/// <param name="NextDue">When it must be processed again without being asked; null when only a change of input makes it due.</param>
/// <param name="Attempts">Runs in a row that ended in an error; 0 after a clean one.</param>
/// <param name="Duration">How long the last run took.</param>
/// <param name="InputHash">A hash of everything the last run depended on (body, processor versions); equal hash, no need to run.</param>
public sealed record ProcessingState(DateTimeOffset? LastRun, DateTimeOffset? NextDue, int Attempts, TimeSpan Duration, UInt128 InputHash)
{
    /// <summary>Not processed yet.</summary>
    public static ProcessingState Never { get; } = new(null, null, 0, TimeSpan.Zero, default);
}

/// <summary>A message from one entity to another that is kept until the other has acknowledged it. May arrive twice.</summary>
/// <param name="Target">The entity that is told.</param>
/// <param name="Kind">What it is told.</param>
/// <param name="LocationKey">With <see cref="PendingKind.Submit"/>: the key under which the body is submitted.</param>
/// <param name="Body">With <see cref="PendingKind.Submit"/>: the child's unprocessed body.</param>
/// <param name="Origin">With <see cref="PendingKind.Submit"/>: where the body stands in its file.</param>
public sealed record PendingMessage(
    EntityRef Target, PendingKind Kind, string? LocationKey = null, ReadOnlyMemory<byte> Body = default, EntityOrigin? Origin = null);

/// <summary>What a pending message says.</summary>
public enum PendingKind
{
    /// <summary>The sender emits the target, with this body.</summary>
    Submit = 1,

    /// <summary>The sender no longer holds the target.</summary>
    Drop = 2,

    /// <summary>The sender was deleted by request: the target, which emits it, processes once more at its next interval.</summary>
    Gone = 3,

    /// <summary>The sender was removed by its provider: the target goes with it, unless something else holds it.</summary>
    Purge = 4,

    /// <summary>The sender has lost its holder: the target, which emits it too but lost the conflict, processes once more now.</summary>
    Free = 5,

    /// <summary>The sender was removed because no provider led to it: the target, which emits it, processes once more shortly, should it still be there.</summary>
    Unrooted = 6,
}
