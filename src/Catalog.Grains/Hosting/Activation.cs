using Catalog.Grains.Entities;
using Catalog.Grains.Telemetry;
using Catalog.Model;
using Catalog.Processing;
using Catalog.Storage;

namespace Catalog.Grains.Hosting;

/// <summary>
/// One live entity: its waiting messages, its record while it is at work, and its one turn at a time. A turn takes all that waits, decides
/// (<see cref="EntityTurn"/>), commits, answers. A run that must wait for something goes on beside the turns and comes back as a message,
/// so that an entity that hangs still answers.
/// </summary>
internal sealed class Activation : IThreadPoolWorkItem
{
    private readonly EntityRef _entity;
    private readonly EntityHost _host;
    private readonly ActivationDirectory _directory;
    private readonly Lock _gate;
    private List<Envelope> _inbox = [];
    private bool _working;
    private bool _retired;
    private TaskCompletionSource? _gone;
    private Delivery? _delivery;

    // Only the turn touches these.
    private EntityRecord? _record;
    private bool _loaded;
    private bool _presumed;
    private EntityRun? _run;
    private CancellationTokenSource? _stopRun;
    private EntityMessage.Process? _runAgain;
    private List<(Envelope Envelope, TurnAnswer Answer)>? _patient;

    public Activation(EntityRef entity, EntityHost host, ActivationDirectory directory, Lock gate)
    {
        (_entity, _host, _directory, _gate) = (entity, host, directory, gate);
    }

    /// <summary>Queues a message; true when the caller must queue the activation. The caller holds the gate.</summary>
    public bool Enqueue(Envelope envelope)
    {
        _inbox.Add(envelope);
        if (_working) return false;
        return _working = true;
    }

    public void Execute() => _ = WorkAsync();

    /// <summary>Completes when the activation is at work no more. The caller holds the gate.</summary>
    public Task Retired => (_gone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Calls off the run under way.</summary>
    public void StopRun() => Volatile.Read(ref _stopRun)?.Cancel();

    private void Wake()
    {
        lock (_gate)
        {
            if (_working || _retired) return;
            _working = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task WorkAsync()
    {
        while (TryTake(out var inbox, out var told))
        {
            try
            {
                await TakeTurnAsync(inbox, told).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Fail(inbox, e);
            }
        }
    }

    private bool TryTake(out List<Envelope> inbox, out IReadOnlySet<PendingMessage> told)
    {
        lock (_gate)
        {
            inbox = _inbox;
            told = _delivery?.TakeTold() ?? Delivery.Nothing;
            if (inbox.Count > 0 || told.Count > 0)
            {
                _inbox = [];
                return true;
            }

            var busy = _run is not null || _delivery is { IsBusy: true };
            if (!busy && _patient is { Count: > 0 }) return true;
            _working = false;
            if (busy) return false;
            _retired = true;
            _directory.Remove(_entity);
            _gone?.TrySetResult();
        }

        _host.Quiescence.Leave();
        return false;
    }

    private async Task TakeTurnAsync(List<Envelope> inbox, IReadOnlySet<PendingMessage> told)
    {
        for (var attempt = 1; ; attempt++)
        {
            await LoadAsync(certain: attempt > 1).ConfigureAwait(false);
            var existed = _record is { Deleted: false };
            var before = (_run, _stopRun, _runAgain);
            var turn = new EntityTurn(_entity, _record, _host);
            var refusals = Decide(turn, inbox, told);
            if (!turn.Changed && _presumed && _host.SharesStore)
            {
                // No commit will find out that there is a record after all.
                (_run, _stopRun, _runAgain) = before;
                _loaded = false;
                continue;
            }

            try
            {
                var sequence = turn.Changed ? await _host.Commits.CommitAsync(WithScheduledTime(turn.Next!), inbox.Min(e => e.Token)).ConfigureAwait(false)
                    : attempt > 1 ? await _host.Records.LastSequenceAsync().ConfigureAwait(false)
                    : _host.Commits.Published;
                Conclude(turn, inbox, new TurnAnswer(_entity, sequence, turn.Changed, existed), refusals);
                return;
            }
            catch (StoreException e) when (e is OutdatedException || (e is VersionConflictException && attempt < 3))
            {
                if (!ReferenceEquals(_run, before._run)) _stopRun?.Cancel();
                (_run, _stopRun, _runAgain) = before;
                _loaded = false;
                if (e is OutdatedException outdated) Refuse(inbox, outdated);
            }
        }
    }

    /// <summary>Answers what is void by now; the turn goes on without it.</summary>
    private void Refuse(List<Envelope> inbox, OutdatedException outdated)
    {
        var late = inbox.FindAll(e => e.Token < outdated.Required);
        inbox.RemoveAll(e => e.Token < outdated.Required);
        foreach (var envelope in late) envelope.Receiver?.Answered(envelope.Tag, NotTaken(outdated));
    }

    /// <summary>Reads the record, unless the roster has none; at another attempt it is asked for anyway, since the roster may be behind.</summary>
    private async ValueTask LoadAsync(bool certain)
    {
        if (_loaded) return;
        _presumed = !certain && !_host.Roster.HasRecord(_entity);
        _record = _presumed ? null : await _host.Records.LoadAsync(_entity).ConfigureAwait(false);
        _loaded = true;
    }

    private Problem?[]? Decide(EntityTurn turn, List<Envelope> inbox, IReadOnlySet<PendingMessage> told)
    {
        Problem?[]? refusals = null;
        turn.Acknowledge(told);
        for (var i = 0; i < inbox.Count; i++)
        {
            if (inbox[i].Message is RunEnded ended)
            {
                Finish(turn, ended);
            }
            else if (turn.Take(inbox[i].Message) is { } refusal)
            {
                (refusals ??= new Problem?[inbox.Count])[i] = refusal;
                Log.Refused(_host.Logger, _entity, refusal.Message);
            }
        }

        Run(turn);
        return refusals;
    }

    private void Finish(EntityTurn turn, RunEnded ended)
    {
        if (!ReferenceEquals(_run, ended.Run)) return;
        if (ended.Outcome is { } outcome)
        {
            turn.Finish(ended.Run, outcome, _host.Pipeline.InputHash(ended.Run.BodyHash), ended.Took);
            if (_runAgain is not null) turn.Take(_runAgain);
        }
        else
        {
            turn.Take(_runAgain ?? new EntityMessage.Process(ended.Run.Request.Forced));
        }

        (_run, _stopRun, _runAgain) = (null, null, null);
    }

    private void Run(EntityTurn turn)
    {
        if (_run is not null)
        {
            if (turn.RunNeeded) _runAgain = new EntityMessage.Process(turn.Forced || _runAgain is { Forced: true });
            if (turn.BodyChanged) _stopRun!.Cancel();
            return;
        }

        while (!_host.IsStopping && turn.TakeRun() is { } run)
        {
            var started = _host.Timestamp;
            var stop = new CancellationTokenSource();
            var task = _host.StartRun(run, stop.Token);
            if (!task.IsCompletedSuccessfully)
            {
                _run = run;
                Interlocked.Exchange(ref _stopRun, stop);

                // The engine may have stopped before there was anything to call off.
                if (_host.IsStopping) stop.Cancel();
                _ = EndRunAsync(run, task, started);
                return;
            }

            turn.Finish(run, task.Result, _host.Pipeline.InputHash(run.BodyHash), _host.Since(started));
        }
    }

    private async Task EndRunAsync(EntityRun run, ValueTask<ProcessingOutcome> task, long started)
    {
        ProcessingOutcome? outcome = null;
        try
        {
            outcome = await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Overtaken by another body, or the engine stops.
        }

        _directory.Post(_entity, new Envelope(new RunEnded(run, outcome, _host.Since(started))));
    }

    /// <summary>A due time in the record is older than the schedule's after runs that changed nothing; do not bring it back.</summary>
    private EntityRecord WithScheduledTime(EntityRecord next) =>
        _record is not null && ReferenceEquals(next.Processing, _record.Processing) && next.Processing.NextDue < _host.Schedule.DueOf(_entity)
            ? next with { Processing = next.Processing with { NextDue = _host.Schedule.DueOf(_entity) } }
            : next;

    private void Conclude(EntityTurn turn, List<Envelope> inbox, TurnAnswer answer, Problem?[]? refusals)
    {
        if (turn.Changed && turn.Next is { Deleted: false, Errors.IsEmpty: false } failing && !failing.Errors.SequenceEqual(_record?.Errors ?? [])) Tell(failing);
        if (turn.Changed) (_record, _presumed) = (turn.Next!.IsBareTombstone() ? null : turn.Next, false);
        if (turn.Postponed is { } due) _host.Postpone(_entity, due);
        if (turn.MayBeUnrooted is { } check && !_host.IsRooted(_entity)) _directory.Post(_entity, new Envelope(check));
        if (_record is { Pending.IsEmpty: false }) _delivery ??= new Delivery(_entity, _host, _gate, Wake);
        _delivery?.Tell(_record);
        for (var i = 0; i < inbox.Count; i++)
        {
            if (IsPatient(inbox[i])) (_patient ??= []).Add((inbox[i], answer));
            else inbox[i].Receiver?.Answered(inbox[i].Tag, refusals is null ? answer : answer with { Refusal = refusals[i] });
        }

        AnswerPatient();
    }

    private bool IsPatient(Envelope envelope) => envelope.Message switch
    {
        EntityMessage.Process or EntityMessage.Delete => envelope.Receiver is { Patience: not Patience.UntilTaken },
        EntityMessage.Drop => _record is null or { Deleted: true } && envelope.Receiver is { Patience: Patience.UntilTold },
        _ => false,
    };

    private void Tell(EntityRecord failing)
    {
        var (first, more) = (failing.Errors[0].ToString(), failing.Errors.Length - 1);
        if (failing.Processed.IsEmpty) Log.NotVisible(_host.Logger, _entity, first, more, failing.Processing.NextDue);
        else Log.LastGoodKept(_host.Logger, _entity, first, more, failing.Processing.NextDue);
    }

    /// <summary>Answers those who wait until the entity is processed, and of those who wait until it has told others the ones whose time that is.</summary>
    private void AnswerPatient()
    {
        if (_run is not null || _patient is not { } waiting) return;
        bool telling;
        lock (_gate) telling = _delivery is { IsBusy: true };
        _patient = telling ? waiting.FindAll(w => w.Envelope.Receiver!.Patience == Patience.UntilTold) : null;

        // Runs were called off: what they were asked for is not done.
        var failure = _host.IsStopping ? new StoreException("The catalog stops working here; ask again.") { Transient = true } : null;
        foreach (var (envelope, answer) in waiting)
        {
            if (telling && envelope.Receiver!.Patience == Patience.UntilTold) continue;
            envelope.Receiver!.Answered(envelope.Tag, answer with { Sequence = _host.Commits.Published, Failure = failure });
        }
    }

    private void Fail(List<Envelope> inbox, Exception cause)
    {
        if (cause is not (ObjectDisposedException or FencedException)) Log.TurnFailed(_host.Logger, cause, _entity);
        _loaded = false;
        _record = null;
        _run = inbox.Any(e => e.Message is RunEnded) ? null : _run;
        foreach (var envelope in inbox) envelope.Receiver?.Answered(envelope.Tag, NotTaken(cause));
        AnswerPatient();
    }

    private TurnAnswer NotTaken(Exception cause) => new(_entity, 0, Changed: false, Existed: false, Failure: cause);
}
