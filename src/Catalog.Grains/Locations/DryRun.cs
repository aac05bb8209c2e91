using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Grains.Locations;

/// <summary>Processes an entity and all that it emits, and what that emits, storing nothing; of several, the last one found first, as Backstage does.</summary>
internal sealed class DryRun(ProcessingPipeline pipeline)
{
    private const int MaxEntities = 10_000;
    private readonly List<EntityBody> _entities = [];
    private readonly List<Problem> _problems = [];
    private readonly HashSet<EntityRef> _seen = [];
    private readonly Stack<(EntityRef Ref, EntityBody Body, EntityOrigin? Origin)> _open = new();

    /// <summary>Runs from a root.</summary>
    public async ValueTask<LocationDryRun> RunAsync(EntityBody root, CancellationToken cancellationToken)
    {
        if (root.TryGetRef(out var rootRef)) Add(rootRef, root, null);
        while (_open.TryPop(out var next))
        {
            var request = new ProcessingRequest(next.Ref, next.Body, ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty, next.Origin, Forced: true);
            var outcome = await pipeline.ProcessAsync(request, cancellationToken).ConfigureAwait(false);
            _problems.AddRange(outcome.Errors);
            if (outcome.Processed is { } processed) _entities.Add(processed);
            foreach (var child in outcome.Children)
            {
                if (child.Body is { } body) Add(child.Ref, body, child.Origin);
            }
        }

        return new LocationDryRun(_problems.Count == 0 ? _entities : [], _problems);
    }

    private void Add(EntityRef entity, EntityBody body, EntityOrigin? origin)
    {
        if (!_seen.Add(entity)) _problems.Add(new Problem($"Duplicate nested entity: {entity}", Position: origin?.Find(null)));
        else if (_seen.Count > MaxEntities) _problems.Add(new Problem($"The location leads to more than {MaxEntities} entities; {entity} and what follows was not tried."));
        else _open.Push((entity, body, origin));
    }
}
