using Catalog.Model;

namespace Catalog.Processing;

/// <summary>What a processor sees of the entity at hand beside its body, and where it puts what it emits. Used by one run only, by one hook at a time.</summary>
/// <remarks>What is emitted after the run has ended, by a hook that was given up, is dropped.</remarks>
public sealed class ProcessorContext(EntityRef entity, LocationRef location, LocationRef origin, ProcessorCache cache, EntityOrigin? source = null)
{
    private readonly Lock _gate = new();
    private List<EmittedEntity>? _children;
    private List<Relation>? _relations;
    private List<string>? _refreshKeys;
    private List<Problem>? _errors;
    private bool _closed;

    /// <summary>The entity that is processed.</summary>
    public EntityRef Entity { get; } = entity;

    /// <summary>Where its body was read (<c>backstage.io/managed-by-location</c>).</summary>
    public LocationRef Location { get; } = location;

    /// <summary>The registered location that led there (<c>backstage.io/managed-by-origin-location</c>).</summary>
    public LocationRef Origin { get; } = origin;

    /// <summary>Where its body stands in its file; null when it came from a provider.</summary>
    public EntityOrigin? Source { get; } = source;

    /// <summary>What the processor that is running kept at its last run.</summary>
    public ProcessorCache Cache { get; internal set; } = cache;

    /// <summary>What has been emitted as children so far.</summary>
    public IReadOnlyList<EmittedEntity> Children => _children ?? (IReadOnlyList<EmittedEntity>)[];

    /// <summary>What has been emitted as relations so far.</summary>
    public IReadOnlyList<Relation> Relations => _relations ?? (IReadOnlyList<Relation>)[];

    /// <summary>The refresh keys so far.</summary>
    public IReadOnlyList<string> RefreshKeys => _refreshKeys ?? (IReadOnlyList<string>)[];

    /// <summary>The errors so far; any makes the run fail.</summary>
    public IReadOnlyList<Problem> Errors => _errors ?? (IReadOnlyList<Problem>)[];

    /// <summary>How long a source asked to be left alone, so far.</summary>
    public TimeSpan? Pause { get; private set; }

    internal bool ReadAgain { get; init; }

    internal bool Forced { get; init; }

    internal string InputFingerprint { get; init; } = "";

    /// <summary>Emits a child entity. Without a location key, the parent's location is its key.</summary>
    public void Emit(EmittedEntity child) => Add(ref _children, child);

    /// <summary>Emits a relation.</summary>
    public void Emit(Relation relation) => Add(ref _relations, relation);

    /// <summary>Emits a Location child for another place to read from.</summary>
    /// <param name="target">The place.</param>
    /// <param name="optional">Whether it may be missing.</param>
    public void EmitLocation(LocationRef target, bool optional = false) => Emit(EmittedEntity.ForLocation(target, optional, Location, Origin));

    /// <summary>Reports a problem; the run fails, and the entity keeps its last good version with the error on it.</summary>
    public void Error(Problem problem) => Add(ref _errors, problem);

    /// <summary>Names a key by which the entity can be asked to be processed again.</summary>
    public void RefreshKey(string key) => Add(ref _refreshKeys, key);

    /// <summary>Says that a source asked to be left alone for a while; the longest counts.</summary>
    public void RetryAfter(TimeSpan pause)
    {
        lock (_gate)
        {
            Pause = Pause > pause ? Pause : pause;
        }
    }

    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Add<T>(ref List<T>? list, T item)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                (list ??= []).Add(item);
            }
        }
    }
}
