using Catalog.Grains;
using Catalog.Grains.Entities;
using Catalog.Grains.Hosting;
using Catalog.Grains.Locations;
using Catalog.Grains.Providers;
using Catalog.Model;
using Catalog.Orleans.Entities;
using Catalog.Orleans.Locations;
using Catalog.Orleans.Providers;
using Catalog.Storage;

namespace Catalog.Orleans.Hosting;

/// <summary>
/// Brings what this silo's engine says to the grains, wherever they are. An answer is passed on only once this silo's followers have what it
/// is about, so that the engine may rely on them as if it had committed itself.
/// </summary>
internal sealed class ClusterRouter : ICluster
{
    private readonly IGrainFactory _grains;
    private readonly Retry _retry;
    private readonly ProviderCalls _providers;
    private readonly SendingLanes _lanes;

    public ClusterRouter(IGrainFactory grains, ICatalogStore store, Retry retry)
    {
        (_grains, _retry) = (grains, retry);
        _providers = new ProviderCalls(grains, _retry);
        _lanes = new SendingLanes((entity, envelope) => _ = SendAsync(entity, envelope));
        Locations = new ClusterLocations(grains, store, _retry, () => Engine);
    }

    /// <summary>The engine whose messages these are; set before it starts.</summary>
    public CatalogEngine Engine { private get; set; } = null!;

    /// <inheritdoc/>
    public ILocationRegistry Locations { get; }

    /// <inheritdoc/>
    public void Post(EntityRef entity, Envelope envelope)
    {
        Engine.Host.Quiescence.Enter();
        _lanes.Post(entity, envelope);
    }

    /// <inheritdoc/>
    public async ValueTask<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken)
    {
        var result = await _providers.ApplyAsync(provider, mutation, cancellationToken).ConfigureAwait(false);
        await Engine.Host.WithHealthAsync(Engine.Host.Commits.ReachAsync(result.Sequence), cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task SendAsync(EntityRef entity, Envelope envelope)
    {
        TurnAnswer answer;
        try
        {
            answer = await AskAsync(entity, envelope).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            answer = new TurnAnswer(entity, 0, Changed: false, Existed: false, Failure: e as StoreException ?? new StoreException($"{entity} cannot be reached: {e.Message}", e) { Transient = true });
        }

        envelope.Receiver?.Answered(envelope.Tag, answer);
        Engine.Host.Quiescence.Leave();
    }

    private async Task<TurnAnswer> AskAsync(EntityRef entity, Envelope envelope)
    {
        var (host, key, call) = (Engine.Host, entity.ToString(), EntityCall.From(envelope.Message));
        var patience = envelope.Receiver?.Patience ?? Patience.UntilTaken;
        var reply = await _retry.RunAsync(token => TellAsync(key, call, patience, token), CancellationToken.None, envelope.Token).ConfigureAwait(false);
        await host.Commits.ReachAsync(reply.Sequence).ConfigureAwait(false);
        if (envelope.Message is EntityMessage.Process && reply.Due is { } due && host.Schedule.DueOf(entity) is null) host.Schedule.Set(entity, due);
        return new TurnAnswer(entity, reply.Sequence, reply.Changed, reply.Existed, reply.Refusal);
    }

    private async Task<EntityReply> TellAsync(string key, EntityCall call, Patience patience, long token)
    {
        var reply = await _grains.GetGrain<IEntityGrain>(key).TellAsync(call, (int)patience, token).ConfigureAwait(false);
        if (reply.Required is { } required) throw new OutdatedException(required);
        return reply.Failure is null ? reply : throw new StoreException(reply.Failure) { Transient = reply.MayRetry };
    }
}
