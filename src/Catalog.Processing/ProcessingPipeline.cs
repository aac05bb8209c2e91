using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing;

/// <summary>
/// Takes one entity from its unprocessed body to what is stored of it. In: body, location annotations, caches. Out: processed body,
/// children, relations, errors. Touches no store and no clock.
/// </summary>
public sealed class ProcessingPipeline
{
    /// <summary>Runs all steps; never throws for what is wrong with the entity or for what a processor throws.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<ProcessingOutcome> ProcessAsync(ProcessingRequest request, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>A hash of everything a run depends on beside time and sources: the body and the processors' versions and order.</summary>
    public UInt128 InputHash(EntityBody body) => throw new NotImplementedException();
}

/// <summary>What a run starts from.</summary>
/// <param name="Ref">The entity.</param>
/// <param name="Body">Its unprocessed body.</param>
/// <param name="Cache">What processors kept, by <c>processor/key</c>.</param>
/// <param name="Origin">Where the body stands in its file, if it came from one.</param>
/// <param name="ReadAgain">True to read sources without condition, because something they emitted was lost.</param>
public sealed record ProcessingRequest(
    EntityRef Ref,
    EntityBody Body,
    ImmutableDictionary<string, ReadOnlyMemory<byte>> Cache,
    EntityOrigin? Origin = null,
    bool ReadAgain = false);

/// <summary>What a run gave.</summary>
public sealed record ProcessingOutcome
{
    /// <summary>The processed body; null when the run failed, and then only <see cref="Errors"/>, <see cref="Cache"/> and <see cref="RetryAfter"/> count.</summary>
    public EntityBody? Processed { get; init; }

    /// <summary>The children, without repeats (the last body wins), in the order emitted.</summary>
    public ImmutableArray<EmittedEntity> Children { get; init; } = [];

    /// <summary>The relations, without repeats.</summary>
    public ImmutableArray<Relation> Relations { get; init; } = [];

    /// <summary>The refresh keys, ordered, without repeats.</summary>
    public ImmutableArray<string> RefreshKeys { get; init; } = [];

    /// <summary>Everything found wrong.</summary>
    public ImmutableArray<Problem> Errors { get; init; } = [];

    /// <summary>What processors want kept.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> Cache { get; init; } = ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Whether the entity must be processed again each interval.</summary>
    public bool Periodic { get; init; }

    /// <summary>How long a source asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
