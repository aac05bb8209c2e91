using Catalog.Grains.Entities;
using Catalog.Model;

namespace Catalog.Grains.Hosting;

/// <summary>Sends single messages to entities: those of the engine itself through the internal gate, those of callers through the external one.</summary>
internal sealed class Messenger(EntityHost host)
{
    /// <summary>Sends a message that nobody waits for.</summary>
    public async Task PostAsync(EntityRef entity, EntityMessage message, CancellationToken cancellationToken)
    {
        await host.Internal.WaitAsync(cancellationToken).ConfigureAwait(false);
        host.Router.Post(entity, new Envelope(message, new Releasing(host.Internal)));
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

    private sealed class Awaiting(SemaphoreSlim gate) : TaskCompletionSource<TurnAnswer>(TaskCreationOptions.RunContinuationsAsynchronously), IReceiver
    {
        public void Answered(int tag, TurnAnswer answer)
        {
            gate.Release();
            if (answer.Failure is null) TrySetResult(answer);
            else TrySetException(answer.Failure);
        }
    }

    private sealed class Releasing(SemaphoreSlim gate) : IReceiver
    {
        public void Answered(int tag, TurnAnswer answer) => gate.Release();
    }
}
