using System.Diagnostics;
using Catalog.Grains.Entities;
using Catalog.Grains.Folds;
using Catalog.Grains.Telemetry;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;
using Microsoft.Extensions.Logging;

namespace Catalog.Grains.Hosting;

/// <summary>What the activations of one engine share.</summary>
internal sealed class EntityHost : IEntityWorld
{
    private readonly TimeProvider _time;
    private readonly Lock _end = new();
    private volatile bool _stopping;

    public EntityHost(
        ProcessingPipeline pipeline, CatalogOptions options, TimeProvider time, Roster roster, Schedule schedule, GroupCommit commits,
        RecordLoader records, Quiescence quiescence, CatalogMetrics metrics, ILogger<EntityHost> logger, IEntityRouter? router = null)
    {
        (Pipeline, Options, _time, Roster, Schedule, Commits, Records, Logger) = (pipeline, options, time, roster, schedule, commits, records, logger);
        (Quiescence, Metrics) = (quiescence, metrics);
        Live = new ActivationDirectory(this, quiescence);
        Router = router ?? Live;
        Internal = new Gate(options.MaxInternalMessages);
        Background = new Gate(options.MaxInternalMessages);
        External = new Gate(options.MaxExternalMessages);
    }

    public ProcessingPipeline Pipeline { get; }

    public CatalogOptions Options { get; }

    public Roster Roster { get; }

    public Schedule Schedule { get; }

    public GroupCommit Commits { get; }

    public RecordLoader Records { get; }

    public Quiescence Quiescence { get; }

    public CatalogMetrics Metrics { get; }

    /// <summary>The entities at work in this process.</summary>
    public ActivationDirectory Live { get; }

    /// <summary>Where messages go: to <see cref="Live"/>, or to whichever process of a cluster has the entity.</summary>
    public IEntityRouter Router { get; }

    /// <summary>Whether other processes commit to the same store, so that the roster may be behind it.</summary>
    public bool SharesStore => Router != Live;

    public ILogger<EntityHost> Logger { get; }

    /// <summary>Lets only so many messages between entities be under way. Each is answered by its commit, which waits for no gate, so it always drains.</summary>
    public Gate Internal { get; }

    /// <summary>Lets only so many runs be under way that nobody outside has asked for. Each may wait for a source, so no message of another kind waits for it.</summary>
    public Gate Background { get; }

    /// <summary>Lets only so many messages from outside be under way: who sends more waits.</summary>
    public Gate External { get; }

    /// <inheritdoc/>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>A point in time to measure from.</summary>
    public long Timestamp => _time.GetTimestamp();

    /// <summary>The time since a point.</summary>
    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <inheritdoc/>
    public Guid NewUid() => Guid.NewGuid();

    /// <inheritdoc/>
    public double NextJitter() => Random.Shared.NextDouble();

    /// <inheritdoc/>
    public Standing StandingOf(EntityRef entity, string source, out UInt128 bodyHash) => Roster.StandingOf(entity, source, out bodyHash);

    /// <summary>Waits until another message from outside may be sent. The answer to it must leave <see cref="External"/>.</summary>
    /// <exception cref="StoreException">The store takes no commits, so that nothing would come of waiting.</exception>
    public ValueTask EnterAsync(CancellationToken cancellationToken) => EnterAsync(External, cancellationToken);

    /// <summary>Waits for a gate that opens only when commits come through.</summary>
    /// <exception cref="StoreException">The store takes no commits, so that nothing would come of waiting.</exception>
    public async ValueTask EnterAsync(Gate gate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Commits.Health.ThrowIfIll();
        while (!gate.TryEnter()) await WithHealthAsync(gate.Opening, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a task, but not while the store takes no commits.</summary>
    /// <exception cref="StoreException">The store takes no commits; what was sent is still tried.</exception>
    public async Task WithHealthAsync(Task task, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted) await Task.WhenAny(task, Commits.Health.TurnedIll).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!task.IsCompleted) Commits.Health.ThrowIfIll();
        await task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the engine stops, so that nothing new is to be begun.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Begins nothing any more, and calls off what waits for sources.</summary>
    public void Stop()
    {
        lock (_end) _stopping = true;
        Live.StopRuns();
    }

    /// <summary>Moves the time of an entity whose run changed nothing; not once the engine stops, for the schedule is the next term's then.</summary>
    public void Postpone(EntityRef entity, DateTimeOffset due)
    {
        lock (_end)
        {
            if (!_stopping) Schedule.Set(entity, due);
        }
    }

    /// <summary>Runs the pipeline; whatever it throws is an error of the entity.</summary>
    /// <exception cref="OperationCanceledException">The run was called off.</exception>
    public async ValueTask<ProcessingOutcome> StartRun(EntityRun run, CancellationToken stop)
    {
        using var trace = Metrics.Traces.StartActivity("ProcessingRun");
        trace?.SetTag("catalog.entity", run.Request.Ref.ToString());
        var started = _time.GetTimestamp();
        try
        {
            var outcome = await Pipeline.ProcessAsync(run.Request, stop).ConfigureAwait(false);
            Metrics.Ran(outcome.Processed is not null, _time.GetElapsedTime(started));
            if (outcome.Processed is null) trace?.SetStatus(ActivityStatusCode.Error, outcome.Errors.FirstOrDefault()?.Message);
            return outcome;
        }
        catch (Exception e) when (e is not OutOfMemoryException && !stop.IsCancellationRequested)
        {
            Metrics.Ran(well: false, _time.GetElapsedTime(started));
            trace?.SetStatus(ActivityStatusCode.Error, e.Message);
            return new ProcessingOutcome { Errors = [new Problem($"Processing failed: {e.Message}") { Name = e.GetType().Name }], Cache = run.Request.Cache };
        }
    }

    /// <summary>Whether some provider holds the entity, or an entity that emits it, or one that emits that, and so on.</summary>
    public bool IsRooted(EntityRef entity)
    {
        var seen = new HashSet<EntityRef> { entity };
        var open = new Stack<EntityRef>(seen);
        while (open.TryPop(out var next))
        {
            foreach (var source in Roster.SourcesOf(next))
            {
                if (SourceKey.IsProvider(source)) return true;
                if (SourceKey.TryGetParent(source, out var parent) && seen.Add(parent)) open.Push(parent);
            }
        }

        return false;
    }

    /// <summary>The Locations that an entity comes from, the root ones first.</summary>
    public IReadOnlyList<EntityRef> LocationsAbove(EntityRef entity)
    {
        var above = new List<EntityRef> { entity };
        var seen = new HashSet<EntityRef>(above);
        for (var i = 0; i < above.Count; i++)
        {
            foreach (var source in Roster.SourcesOf(above[i]))
            {
                if (SourceKey.TryGetParent(source, out var parent) && seen.Add(parent)) above.Add(parent);
            }
        }

        above.Reverse();
        return [.. above.Where(e => e != entity && e.Kind is "location")];
    }
}
