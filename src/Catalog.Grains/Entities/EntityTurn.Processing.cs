using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Entities;

public sealed partial class EntityTurn
{
    private bool _readAgain;

    /// <summary>When it must be processed next although nothing is to be committed; null to leave the time as it is.</summary>
    public DateTimeOffset? Postponed { get; private set; }

    /// <summary>The run that is needed now; null when none is. Taking it clears <see cref="RunNeeded"/>.</summary>
    public EntityRun? TakeRun()
    {
        if (!RunNeeded || !Exists) return null;
        RunNeeded = false;
        var record = Next!;
        _body ??= new EntityBody(record.Unprocessed);
        return new EntityRun(new ProcessingRequest(_entity, _body, record.Cache, record.Origin, _readAgain, Forced), record.Uid, record.UnprocessedHash);
    }

    /// <summary>Takes in what a run gave; one that was overtaken by another body is forgotten.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outcome">What it gave.</param>
    /// <param name="inputHash">The pipeline's hash of what the run depended on.</param>
    /// <param name="took">How long it took.</param>
    /// <returns>False when the outcome was not used; if the entity is there, a new run is needed.</returns>
    public bool Finish(EntityRun run, ProcessingOutcome outcome, UInt128 inputHash, TimeSpan took)
    {
        if (!Exists) return false;
        if (run.Uid != Next!.Uid || run.BodyHash != Next.UnprocessedHash)
        {
            RunNeeded = true;
            return false;
        }

        if (outcome.Processed is null)
        {
            Fail(outcome, inputHash, took);
            return true;
        }

        return Succeed(run, outcome, inputHash, took);
    }

    private void Fail(ProcessingOutcome outcome, UInt128 inputHash, TimeSpan took)
    {
        var record = Next!;
        var attempts = record.Processing.Attempts + 1;
        Change(record with
        {
            Errors = outcome.Errors,
            RefreshKeys = Union(record.RefreshKeys, outcome.RefreshKeys),
            Cache = outcome.Cache,
            Updated = record.Errors.SequenceEqual(outcome.Errors) ? record.Updated : _world.Now,
            Processing = new ProcessingState(_world.Now, _world.Now + BackOff(attempts, outcome.RetryAfter), attempts, took, inputHash),
        });
    }

    // What the last good run depended on still counts, and so does what this one failed on.
    private static ImmutableArray<string> Union(ImmutableArray<string> before, ImmutableArray<string> now) =>
        now.IsEmpty || before.SequenceEqual(now) ? before : [.. before.Union(now, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private bool Succeed(EntityRun run, ProcessingOutcome outcome, UInt128 inputHash, TimeSpan took)
    {
        var told = new List<PendingMessage>();
        var children = Children(outcome, told, out var lost);
        if (lost && !run.Request.ReadAgain)
        {
            RunNeeded = _readAgain = true;
            return false;
        }

        _readAgain = false;
        var record = Next!;
        var seen = !Same(record.Processed.Span, outcome.Processed!.Utf8.Span) || !record.Errors.SequenceEqual(outcome.Errors)
            || !record.Relations.SequenceEqual(outcome.Relations);
        var due = outcome.Periodic ? NextInterval() : (DateTimeOffset?)null;
        if (!seen && told.Count == 0 && !StateDiffers(record, outcome, children, inputHash))
        {
            Postponed = due;
            return true;
        }

        Change(record with
        {
            Processed = outcome.Processed.Utf8,
            Children = children,
            Relations = outcome.Relations,
            RefreshKeys = outcome.RefreshKeys,
            Errors = outcome.Errors,
            Cache = outcome.Cache,
            Pending = Outbox.Add(record.Pending, told),
            Processing = new ProcessingState(_world.Now, due, 0, took, inputHash),
            Updated = seen ? _world.Now : record.Updated,
        });
        return true;
    }

    /// <summary>Finds the children and what must be told to them and to those that are none any more.</summary>
    private ImmutableArray<EntityRef> Children(ProcessingOutcome outcome, List<PendingMessage> told, out bool lost)
    {
        lost = false;
        if (outcome.Children.IsEmpty && Next!.Children.IsEmpty) return [];
        var source = SourceKey.OfEntity(_entity);
        var children = ImmutableArray.CreateBuilder<EntityRef>(outcome.Children.Length);
        var untold = Next!.Pending.Where(Outbox.IsHolding).ToDictionary(p => p.Target, p => p.Kind);
        foreach (var child in outcome.Children)
        {
            children.Add(child.Ref);
            var standing = _world.StandingOf(child.Ref, source, out var heldHash);
            var onItsWay = untold.TryGetValue(child.Ref, out var kind);
            if (child.Body is null)
            {
                lost |= onItsWay ? kind != PendingKind.Submit : standing == Standing.None;
                continue;
            }

            if (onItsWay || standing != Standing.Holds || heldHash != BodyHash.Of(child.LocationKey, child.Body.Utf8.Span) || child.Origin is { Paths.IsEmpty: false })
            {
                told.Add(new PendingMessage(child.Ref, PendingKind.Submit, child.LocationKey, child.Body.Utf8, child.Origin));
            }
        }

        var kept = children.ToHashSet();
        foreach (var former in Next!.Children)
        {
            if (!kept.Contains(former)) told.Add(new PendingMessage(former, PendingKind.Drop));
        }

        return children.ToImmutable();
    }

    private static bool StateDiffers(EntityRecord record, ProcessingOutcome outcome, ImmutableArray<EntityRef> children, UInt128 inputHash) =>
        record.Processing.InputHash != inputHash || record.Processing.Attempts != 0 || record.Processing.NextDue.HasValue != outcome.Periodic
        || !record.Children.SequenceEqual(children) || !record.RefreshKeys.SequenceEqual(outcome.RefreshKeys) || !SameCache(record.Cache, outcome.Cache);

    private static bool SameCache(ImmutableDictionary<string, ReadOnlyMemory<byte>> a, ImmutableDictionary<string, ReadOnlyMemory<byte>> b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGetValue(key, out var other) || !Same(value.Span, other.Span)) return false;
        }

        return true;
    }

    private static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b);

    private TimeSpan BackOff(int attempts, TimeSpan? retryAfter)
    {
        var options = _world.Options;
        var wait = Math.Min(options.RetryAfter.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)), options.RetryAtMost.TotalSeconds);
        var spread = TimeSpan.FromSeconds(wait * (1 + (_world.NextJitter() / 2)));
        return retryAfter > spread ? retryAfter.Value : spread;
    }
}
