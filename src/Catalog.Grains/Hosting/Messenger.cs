using Catalog.Grains.Entities;
using Catalog.Model;

namespace Catalog.Grains.Hosting;

/// <summary>Sends single messages to entities: those of the engine itself through the background gate, those of callers through the external one.</summary>
internal sealed class Messenger(EntityHost host)
{
    private readonly Leaving _leaving = new(host.Background);

    /// <summary>Sends a message that nobody waits for.</summary>
    public async Task PostAsync(EntityRef entity, EntityMessage message, CancellationToken cancellationToken)
    {
        await host.Background.EnterAsync(cancellationToken).ConfigureAwait(false);
        host.Router.Post(entity, new Envelope(message, _leaving));
    }

    /// <summary>Sends a caller's message and waits for the answer.</summary>
    public async Task<TurnAnswer> AskAsync(EntityRef entity, EntityMessage message, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(entity, message, cancellationToken).ConfigureAwait(false);
        await host.WithHealthAsync(answer, cancellationToken).ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }

    /// <summary>Sends a caller's message; the inner task is the answer.</summary>
    public async ValueTask<Task<TurnAnswer>> SendAsync(EntityRef entity, EntityMessage message, CancellationToken cancellationToken)
    {
        await host.EnterAsync(cancellationToken).ConfigureAwait(false);
        var answer = new Awaiting(host.External);
        host.Router.Post(entity, new Envelope(message, answer));
        return answer.Task;
    }

    private sealed class Awaiting(Gate gate) : TaskCompletionSource<TurnAnswer>(TaskCreationOptions.RunContinuationsAsynchronously), IReceiver
    {
        public Patience Patience => Patience.UntilTold;

        public void Answered(int tag, TurnAnswer answer)
        {
            gate.Leave();
            if (answer.Failure is null) TrySetResult(answer);
            else TrySetException(answer.Failure);
        }
    }

    private sealed class Leaving(Gate gate) : IReceiver
    {
        public Patience Patience => Patience.UntilProcessed;

        public void Answered(int tag, TurnAnswer answer) => gate.Leave();
    }
}
