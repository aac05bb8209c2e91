using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing;

/// <summary>What a run gave.</summary>
public sealed record ProcessingOutcome
{
    /// <summary>The processed body; null when the run failed, and then only <see cref="Errors"/>, <see cref="Cache"/>, <see cref="RefreshKeys"/> and <see cref="RetryAfter"/> count.</summary>
    public EntityBody? Processed { get; init; }

    /// <summary>The children, without repeats (the last body wins), in the order emitted.</summary>
    public ImmutableArray<EmittedEntity> Children { get; init; } = [];

    /// <summary>The relations, without repeats.</summary>
    public ImmutableArray<Relation> Relations { get; init; } = [];

    /// <summary>The refresh keys, ordered, without repeats. Of a failed run, those it came to: what it failed on may be among them.</summary>
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
