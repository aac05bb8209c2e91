using Catalog.Grains;
using Catalog.Grains.Hosting;
using Catalog.Model;

namespace Catalog.Orleans.Entities;

/// <summary>
/// One entity's place in the cluster. While it is active, the entity's turns are taken in this silo, and only here; what a turn does, and the
/// record while it is at work, is the engine's.
/// </summary>
/// <remarks>
/// Interleaves, because the engine's mailbox puts what waits into one turn, and so into one commit. Placed at random, because a burst of new
/// entities would all go to the silo that had least to do when the burst began.
/// </remarks>
[Reentrant, RandomPlacement]
internal sealed class EntityGrain(CatalogEngine engine) : Grain, IEntityGrain
{
    private EntityRef _entity;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _entity = EntityRef.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<EntityReply> TellAsync(EntityCall call, int patience, long token)
    {
        var message = call.ToMessage();
        var answer = new Answer(engine, (Patience)patience);
        engine.Host.Live.Post(_entity, new Envelope(message, answer, Token: token));
        return answer.Task;
    }

    /// <summary>Lets the turns end before another silo may take the next.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        engine.Host.Live.IdleAsync(_entity).WaitAsync(cancellationToken);

    private sealed class Answer(CatalogEngine engine, Patience patience) : TaskCompletionSource<EntityReply>(TaskCreationOptions.RunContinuationsAsynchronously), IReceiver
    {
        public Patience Patience => patience;

        public void Answered(int tag, TurnAnswer answer) => TrySetResult(EntityReply.From(answer, engine.Host.Schedule.DueOf(answer.Entity)));
    }
}
