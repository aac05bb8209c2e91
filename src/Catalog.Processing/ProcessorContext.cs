using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing;

/// <summary>What a processor sees of the entity at hand beside its body, and where it puts what it emits. Used by one run only, by one hook at a time.</summary>
public sealed class ProcessorContext(EntityRef entity, LocationRef location, LocationRef origin, ProcessorCache cache, EntityOrigin? source = null)
{
    private readonly List<EmittedEntity> _children = [];
    private readonly List<Relation> _relations = [];
    private readonly List<string> _refreshKeys = [];
    private readonly List<Problem> _errors = [];

    /// <summary>The entity that is processed.</summary>
    public EntityRef Entity { get; } = entity;

    /// <summary>Where its body was read (<c>backstage.io/managed-by-location</c>).</summary>
    public LocationRef Location { get; } = location;

    /// <summary>The registered location that led there (<c>backstage.io/managed-by-origin-location</c>).</summary>
    public LocationRef Origin { get; } = origin;

    /// <summary>Where its body stands in its file; null when it came from a provider.</summary>
    public EntityOrigin? Source { get; } = source;

    /// <summary>What the processor that is running kept at its last run.</summary>
    public ProcessorCache Cache { get; } = cache;

    /// <summary>What has been emitted as children so far.</summary>
    public IReadOnlyList<EmittedEntity> Children => _children;

    /// <summary>What has been emitted as relations so far.</summary>
    public IReadOnlyList<Relation> Relations => _relations;

    /// <summary>The refresh keys so far.</summary>
    public IReadOnlyList<string> RefreshKeys => _refreshKeys;

    /// <summary>The errors so far; any makes the run fail.</summary>
    public IReadOnlyList<Problem> Errors => _errors;

    /// <summary>Emits a child entity. Without a location key, the parent's location is its key.</summary>
    public void Emit(EmittedEntity child) => _children.Add(child);

    /// <summary>Emits a relation.</summary>
    public void Emit(Relation relation) => _relations.Add(relation);

    /// <summary>Emits a Location child for another place to read from.</summary>
    /// <param name="target">The place.</param>
    /// <param name="optional">Whether it may be missing.</param>
    public void EmitLocation(LocationRef target, bool optional = false) => _children.Add(EmittedEntity.ForLocation(target, optional, Location, Origin));

    /// <summary>Reports a problem; the run fails, and the entity keeps its last good version with the error on it.</summary>
    public void Error(Problem problem) => _errors.Add(problem);

    /// <summary>Names a key by which the entity can be asked to be processed again.</summary>
    public void RefreshKey(string key) => _refreshKeys.Add(key);
}

/// <summary>A child that a processor emitted.</summary>
/// <param name="Ref">Its identity.</param>
/// <param name="Body">Its body; null when it is the same as what the last run emitted for this ref (a source that was not modified).</param>
/// <param name="LocationKey">Who may replace it; null for the parent's location.</param>
/// <param name="Origin">Where it stands in its file; null when it was made by code.</param>
public sealed record EmittedEntity(EntityRef Ref, EntityBody? Body, string? LocationKey = null, EntityOrigin? Origin = null)
{
    /// <summary>The Location entity <c>generated-&lt;hash&gt;</c> for a place, with both managed-by annotations.</summary>
    public static EmittedEntity ForLocation(LocationRef target, bool optional, LocationRef location, LocationRef origin) =>
        throw new NotImplementedException();
}

/// <summary>Small values that one processor keeps with one entity. What is set in a run is seen in the next; what is not set again is kept.</summary>
public sealed class ProcessorCache
{
    private readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> _before;

    /// <summary>Starts from what the last run kept.</summary>
    public ProcessorCache(ImmutableDictionary<string, ReadOnlyMemory<byte>> values) => _before = Values = values;

    /// <summary>The values as of now.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> Values { get; private set; }

    /// <summary>A value set in an earlier run; empty when there is none. UTF-8 JSON, opaque to the engine.</summary>
    public ReadOnlyMemory<byte> Get(string key) => _before.GetValueOrDefault(key);

    /// <summary>Keeps a value for the next run.</summary>
    public void Set(string key, ReadOnlyMemory<byte> value) => Values = Values.SetItem(key, value);
}
