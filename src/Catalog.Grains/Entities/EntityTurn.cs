using System.Collections.Immutable;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Entities;

/// <summary>
/// One turn of an Entity grain: in go the stored record and the messages that wait, out come the next record, with what must be told to
/// others in it, and the wish to be processed. No store, no host, no clock: the host commits <see cref="Next"/> before it answers anybody,
/// and delivers what is pending after that.
/// </summary>
/// <remarks>
/// Who may hold what (Backstage's rules): a body replaces another when the record has no location key, when the keys are equal, or when the
/// source is the only holder. Whoever loses is kept as rival. An entity whose last holder goes, goes too, unless orphans are kept.
/// </remarks>
public sealed partial class EntityTurn
{
    private static readonly TimeSpan s_shortly = TimeSpan.FromSeconds(1);
    private readonly EntityRef _entity;
    private readonly EntityRecord? _stored;
    private readonly IEntityWorld _world;
    private EntityBody? _body;

    /// <summary>Starts a turn.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="stored">Its stored record; null when there is none.</param>
    /// <param name="world">The host.</param>
    public EntityTurn(EntityRef entity, EntityRecord? stored, IEntityWorld world)
    {
        (_entity, _stored, _world) = (entity, stored, world);
        Next = stored;
    }

    /// <summary>The record as the messages so far make it; null when there is none.</summary>
    public EntityRecord? Next { get; private set; }

    /// <summary>Whether <see cref="Next"/> must be committed.</summary>
    public bool Changed => !ReferenceEquals(Next, _stored) && !(_stored is null && Next is { Deleted: true, Pending.IsEmpty: true });

    /// <summary>Whether the entity is there.</summary>
    public bool Exists => Next is { Deleted: false };

    /// <summary>Whether the entity must be processed.</summary>
    public bool RunNeeded { get; private set; }

    /// <summary>Whether somebody asked for the run that is needed.</summary>
    public bool Forced { get; private set; }

    /// <summary>Whether the body is another one than before the turn, so that a run under way is of no use any more.</summary>
    public bool BodyChanged { get; private set; }

    /// <summary>Set when only other entities hold it: the host checks, after the commit, that they do not just hold each other.</summary>
    public EntityMessage.Unrooted? MayBeUnrooted { get; private set; }

    /// <summary>Takes a message.</summary>
    /// <returns>Why a submitted body was refused; null when nothing was.</returns>
    public Problem? Take(EntityMessage message)
    {
        switch (message)
        {
            case EntityMessage.Submit submit:
                return Submit(submit);
            case EntityMessage.Drop drop:
                Drop(drop);
                break;
            case EntityMessage.Process process:
                RunNeeded |= Exists;
                Forced |= process.Forced;
                break;
            case EntityMessage.ProcessSoon soon:
                ProcessSoon(soon.Shortly);
                break;
            case EntityMessage.Delete when Exists:
                Delete(PendingKind.Drop, PendingKind.Gone);
                break;
            case EntityMessage.Unrooted unrooted when Exists:
                RemoveUnrooted(unrooted);
                break;
        }

        return null;
    }

    /// <summary>Notes that others have taken what they were told.</summary>
    public void Acknowledge(IReadOnlySet<PendingMessage> told)
    {
        if (Next is null) return;
        var left = Outbox.Remove(Next.Pending, told);
        if (left.Length != Next.Pending.Length) Change(Next with { Pending = left });
    }

    private Problem? Submit(EntityMessage.Submit submit)
    {
        if (!Exists)
        {
            Create(submit);
            return null;
        }

        return MayReplace(submit) ? Hold(submit) : Refuse(submit);
    }

    private void Create(EntityMessage.Submit submit)
    {
        Change(new EntityRecord
        {
            Ref = _entity,
            Uid = _world.NewUid(),
            Version = NextVersion,
            LocationKey = submit.LocationKey,
            Sources = [submit.Source],
            Unprocessed = submit.Body.Utf8,
            Origin = submit.Origin,
            UnprocessedHash = submit.Hash,
            Pending = Next?.Pending ?? [],
            Created = _world.Now,
            Updated = _world.Now,
        });
        Renew(submit.Body);
        CheckRoot(purge: false);
    }

    private bool MayReplace(EntityMessage.Submit submit) =>
        Next!.LocationKey is null || Next.LocationKey == submit.LocationKey || Next.Sources is [] || (Next.Sources is [var only] && only == submit.Source);

    private Problem? Hold(EntityMessage.Submit submit)
    {
        var record = Next!;
        if (!record.Sources.Contains(submit.Source)) Change(record = record with { Sources = Insert(record.Sources, submit.Source) });
        if (record.Rivals.Contains(submit.Source)) Change(record = record with { Rivals = record.Rivals.Remove(submit.Source) });
        if (record.UnprocessedHash != submit.Hash)
        {
            Change(record with { LocationKey = submit.LocationKey, Unprocessed = submit.Body.Utf8, Origin = submit.Origin, UnprocessedHash = submit.Hash });
            Renew(submit.Body);
        }
        else if (!record.Errors.IsEmpty && Moved(record.Origin, submit.Origin))
        {
            // The errors point into the file, and the entity now stands at another line of it.
            Change(record with { Origin = submit.Origin });
            RunNeeded = true;
        }

        return null;
    }

    private Problem Refuse(EntityMessage.Submit submit)
    {
        var record = Next!;
        if (!record.Rivals.Contains(submit.Source)) record = record with { Rivals = Insert(record.Rivals, submit.Source) };
        if (record.Sources.Contains(submit.Source)) record = record with { Sources = record.Sources.Remove(submit.Source) };
        if (!ReferenceEquals(record, Next)) Change(record);
        CheckRoot(purge: false);
        return new Problem(
            $"{_entity} of {submit.Source} (location key {submit.LocationKey ?? "none"}) is in conflict with the one of {string.Join(", ", record.Sources)}, which has the location key {record.LocationKey}.")
        {
            Name = "ConflictError",
        };
    }

    private void Drop(EntityMessage.Drop drop)
    {
        if (!Exists) return;
        var record = Next!;
        if (record.Rivals.Contains(drop.Source)) Change(record = record with { Rivals = record.Rivals.Remove(drop.Source) });
        if (!record.Sources.Contains(drop.Source)) return;
        Change(record = record with { Sources = record.Sources.Remove(drop.Source) });
        if (!record.Sources.IsEmpty)
        {
            CheckRoot(drop.Purge);
        }
        else if (drop.Purge || _world.Options.OrphanStrategy == OrphanStrategy.Delete)
        {
            Delete(drop.Purge ? PendingKind.Purge : PendingKind.Drop, PendingKind.Gone);
        }
    }

    private void CheckRoot(bool purge) =>
        MayBeUnrooted = (purge || _world.Options.OrphanStrategy == OrphanStrategy.Delete) && !Next!.Sources.Any(SourceKey.IsProvider)
            ? new EntityMessage.Unrooted(Next.Sources, purge || MayBeUnrooted is { Purge: true })
            : null;

    private void RemoveUnrooted(EntityMessage.Unrooted unrooted)
    {
        if (!Next!.Sources.SequenceEqual(unrooted.Sources)) CheckRoot(unrooted.Purge);
        else Delete(unrooted.Purge ? PendingKind.Purge : PendingKind.Drop, PendingKind.Unrooted);
    }

    private void ProcessSoon(bool shortly)
    {
        if (!Exists) return;
        var due = shortly ? _world.Now + s_shortly : NextInterval();
        if (Next!.Processing.NextDue is null || Next.Processing.NextDue > due) Change(Next with { Processing = Next.Processing with { NextDue = due } });
    }

    private void Delete(PendingKind toChildren, PendingKind toParents)
    {
        var record = Next!;
        var told = new List<PendingMessage>(record.Children.Length);
        foreach (var child in record.Children) told.Add(new PendingMessage(child, toChildren));
        foreach (var parent in ParentsIn(record.Sources)) told.Add(new PendingMessage(parent, toParents));
        foreach (var parent in ParentsIn(record.Rivals)) told.Add(new PendingMessage(parent, PendingKind.Free));
        Change(new EntityRecord
        {
            Ref = _entity,
            Uid = record.Uid,
            Version = NextVersion,
            Deleted = true,
            Unprocessed = default,
            UnprocessedHash = default,
            Pending = Outbox.Add(record.Pending, told),
            Created = record.Created,
            Updated = _world.Now,
        });
        RunNeeded = false;
        BodyChanged = true;
        MayBeUnrooted = null;
    }

    private void Renew(EntityBody body)
    {
        _body = body;
        RunNeeded = BodyChanged = true;
    }

    private long NextVersion => (_stored?.Version ?? 0) + 1;

    private void Change(EntityRecord record) => Next = record.Version == NextVersion ? record : record with { Version = NextVersion };

    private DateTimeOffset NextInterval() => _world.Now + (_world.Options.ProcessingInterval * (1 + (_world.NextJitter() / 2)));

    private static IEnumerable<EntityRef> ParentsIn(ImmutableArray<string> sources)
    {
        foreach (var source in sources)
        {
            if (SourceKey.TryGetParent(source, out var parent)) yield return parent;
        }
    }

    private static ImmutableArray<string> Insert(ImmutableArray<string> sorted, string source)
    {
        var at = sorted.BinarySearch(source, StringComparer.Ordinal);
        return at >= 0 ? sorted : sorted.Insert(~at, source);
    }

    private static bool Moved(EntityOrigin? from, EntityOrigin? to) =>
        from?.File != to?.File || from?.Document != to?.Document || from?.Line != to?.Line;
}
