using Catalog.Grains.Providers;
using Catalog.Orleans.Hosting;

namespace Catalog.Orleans.Providers;

/// <summary>Brings a mutation to its provider's grain.</summary>
internal sealed class ProviderCalls(IGrainFactory grains, Retry retry)
{
    private const int PartSize = 256;
    private const int PartBytes = 1 << 20;

    /// <summary>Applies a mutation. One whose silo goes away half-way is lost, if it is a full one: its entities can be read only once.</summary>
    public async Task<MutationResult> ApplyAsync(string provider, ProviderMutation mutation, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IProviderGrain>(provider);
        return (mutation switch
        {
            ProviderMutation.Delta delta => await ChangeAsync(grain, delta, cancellationToken).ConfigureAwait(false),
            ProviderMutation.Full full => await ReplaceAsync(grain, full, cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(mutation)),
        }).ToResult();
    }

    private Task<MutationReply> ChangeAsync(IProviderGrain grain, ProviderMutation.Delta delta, CancellationToken cancellationToken)
    {
        ProvidedOnWire[] added = [.. delta.Added.Select(ProvidedOnWire.From)];
        RemovedOnWire[] removed = [.. delta.Removed.Select(RemovedOnWire.From)];
        return retry.RunAsync(token => grain.ChangeAsync(added, removed, token), cancellationToken);
    }

    private async Task<MutationReply> ReplaceAsync(IProviderGrain grain, ProviderMutation.Full full, CancellationToken cancellationToken)
    {
        var mutation = await retry.RunAsync(_ => grain.BeginAsync(), cancellationToken).ConfigureAwait(false);
        try
        {
            var (part, bytes) = (new List<ProvidedOnWire>(PartSize), 0);
            await foreach (var entity in full.Entities.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                part.Add(ProvidedOnWire.From(entity));
                bytes += entity.Body.Utf8.Length;
                if (part.Count < PartSize && bytes < PartBytes) continue;
                await grain.AddAsync(mutation, [.. part]).WaitAsync(cancellationToken).ConfigureAwait(false);
                (part, bytes) = (new List<ProvidedOnWire>(PartSize), 0);
            }

            await grain.AddAsync(mutation, [.. part]).WaitAsync(cancellationToken).ConfigureAwait(false);
            return await grain.EndAsync(mutation).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            grain.AbandonAsync(mutation).Ignore();
            throw;
        }
    }
}
