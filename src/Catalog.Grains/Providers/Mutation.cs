using Catalog.Grains.Entities;
using Catalog.Grains.Hosting;
using Catalog.Model;
using Catalog.Storage;

namespace Catalog.Grains.Providers;

/// <summary>One mutation on its way: sends to entities as fast as the external gate lets it, and counts what comes back.</summary>
internal sealed class Mutation(EntityHost host, long? token) : IReceiver
{
    private const int DropTag = 0;
    private readonly Lock _gate = new();
    private readonly List<RejectedEntity> _rejected = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private long _sequence;
    private int _changed;
    private int _removed;
    private int _open = 1;
    private bool _closed;

    /// <summary>Completes when all that was sent has been answered, once <see cref="CloseAsync"/> was called.</summary>
    public Task Drained => _drained.Task;

    /// <summary>What a removed entity alone held is gone with it when the mutation is answered; what that held follows at once.</summary>
    public Patience Patience => Patience.UntilTold;

    /// <summary>Submits the entity with this number of the input.</summary>
    public ValueTask SubmitAsync(EntityRef entity, EntityMessage.Submit message, int number, CancellationToken cancellationToken) =>
        SendAsync(entity, message, number, cancellationToken);

    /// <summary>Drops an entity.</summary>
    public ValueTask DropAsync(EntityRef entity, string source, CancellationToken cancellationToken) =>
        SendAsync(entity, new EntityMessage.Drop(source, Purge: true), DropTag, cancellationToken);

    /// <summary>Refuses the entity with this number of the input.</summary>
    public void Reject(int number, EntityRef entity, Problem reason)
    {
        lock (_gate) _rejected.Add(new RejectedEntity(number, entity, reason));
    }

    /// <summary>Waits until all that was sent so far has been answered.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        Close();
        await host.WithHealthAsync(Drained, cancellationToken).ConfigureAwait(false);
        if (_failure is not null) throw NotTaken(_failure);
    }

    /// <summary>Says that nothing more will be sent; more than once is as once.</summary>
    public void Close()
    {
        if (!Interlocked.Exchange(ref _closed, true)) Leave();
    }

    /// <summary>What came of it.</summary>
    public MutationResult Result(int submitted)
    {
        lock (_gate)
        {
            var rejected = _rejected.OrderBy(r => r.Number).ToArray();
            return new MutationResult(submitted, _changed, _removed, rejected, Math.Max(_sequence, host.Commits.Published));
        }
    }

    /// <inheritdoc/>
    public void Answered(int tag, TurnAnswer answer)
    {
        host.External.Leave();
        lock (_gate)
        {
            _failure ??= answer.Failure;
            _sequence = Math.Max(_sequence, answer.Sequence);
            if (answer.Refusal is { } refusal) _rejected.Add(new RejectedEntity(tag, answer.Entity, refusal));
            else if (tag == DropTag) _removed += answer.Changed ? 1 : 0;
            else _changed += answer.Changed ? 1 : 0;
        }

        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0) _drained.TrySetResult();
    }

    /// <summary>What ends with the engine's term, or is another's by now, is no fault of the program: whoever asks again may succeed.</summary>
    private static Exception NotTaken(Exception cause)
    {
        var message = $"Part of the mutation was not taken: {cause.Message}";
        return cause is StoreException or ObjectDisposedException ? new StoreException(message, cause) : new InvalidOperationException(message, cause);
    }

    private async ValueTask SendAsync(EntityRef entity, EntityMessage message, int tag, CancellationToken cancellationToken)
    {
        await host.EnterAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _open);
        host.Router.Post(entity, new Envelope(message, this, tag, token));
    }
}
