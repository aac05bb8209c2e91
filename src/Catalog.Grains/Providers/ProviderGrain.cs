using Catalog.Grains.Entities;
using Catalog.Grains.Hosting;
using Catalog.Grains.Telemetry;
using Catalog.Model;

namespace Catalog.Grains.Providers;

/// <summary>
/// One provider's bucket: takes its mutations one after the other, in the order in which they came, finds out against the roster what differs, and tells only the entities
/// concerned. Keeps nothing itself.
/// </summary>
internal sealed class ProviderGrain(string name, EntityHost host)
{
    private static int s_marks;
    private readonly string _source = SourceKey.OfProvider(name);
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Applies a mutation; see <see cref="ICatalogEngine.ApplyAsync"/>.</summary>
    /// <param name="mutation">The mutation.</param>
    /// <param name="cancellationToken">Ends it; what was sent is still taken.</param>
    /// <param name="token">The fencing token of a caller that asks for all of it again when it is refused; null where what is sent has its own.</param>
    public async ValueTask<MutationResult> ApplyAsync(ProviderMutation mutation, CancellationToken cancellationToken, long? token = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        host.Commits.Health.ThrowIfIll();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TakeTurnAsync(ended, cancellationToken).ConfigureAwait(false);
        var running = new Mutation(host, token);
        host.Quiescence.Enter();
        try
        {
            return mutation switch
            {
                ProviderMutation.Full full => await ReplaceAsync(full, running, cancellationToken).ConfigureAwait(false),
                ProviderMutation.Delta delta => await ChangeAsync(delta, running, cancellationToken).ConfigureAwait(false),
                _ => throw new ArgumentOutOfRangeException(nameof(mutation)),
            };
        }
        catch
        {
            running.Close();
            throw;
        }
        finally
        {
            // The next mutation compares with the roster: what this one sent must have arrived there, even when its caller has given up.
            _ = EndAsync(running.Drained, ended);
        }
    }

    /// <summary>Waits until all that came before have ended.</summary>
    /// <remarks>Where a silo dies, calls are made again while the first ones may still wait here. What a caller does after the second was answered must not overtake the first.</remarks>
    private async Task TakeTurnAsync(TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        Task before;
        lock (_gate) (before, _last) = (_last, ended.Task);
        try
        {
            await host.WithHealthAsync(before, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _ = before.ContinueWith(_ => ended.SetResult(), TaskScheduler.Default);
            throw;
        }
    }

    private async Task EndAsync(Task drained, TaskCompletionSource ended)
    {
        await drained.ConfigureAwait(false);
        host.Quiescence.Leave();
        ended.SetResult();
    }

    private async Task<MutationResult> ReplaceAsync(ProviderMutation.Full full, Mutation running, CancellationToken cancellationToken)
    {
        var sieve = new FullMutationSieve(host.Roster, _source, Interlocked.Increment(ref s_marks));
        var number = 0;
        await foreach (var entity in full.Entities.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (sieve.Differs(entity, out var entityRef, out var hash, out var problem))
            {
                var message = new EntityMessage.Submit(_source, entity.Body, entity.LocationKey, hash);
                await running.SubmitAsync(entityRef, message, number, cancellationToken).ConfigureAwait(false);
            }
            else if (problem is not null)
            {
                running.Reject(number, default, problem);
                Log.Rejected(host.Logger, name, number, problem.Message);
            }
        }

        foreach (var gone in sieve.Missing()) await running.DropAsync(gone, _source, cancellationToken).ConfigureAwait(false);
        await running.CloseAsync(cancellationToken).ConfigureAwait(false);
        return running.Result(number);
    }

    private async Task<MutationResult> ChangeAsync(ProviderMutation.Delta delta, Mutation running, CancellationToken cancellationToken)
    {
        var touched = new HashSet<EntityRef>();
        foreach (var removed in delta.Removed)
        {
            if (host.Roster.StandingOf(removed.Ref, _source, out _) == Standing.None || !touched.Add(removed.Ref)) continue;
            await running.DropAsync(removed.Ref, _source, cancellationToken).ConfigureAwait(false);
        }

        var buffer = new char[256];
        for (var i = 0; i < delta.Added.Count; i++)
        {
            var entity = delta.Added[i];
            if (EnvelopeReader.Read(entity.Body.Utf8.Span, ref buffer, out var length) is { } problem)
            {
                running.Reject(i + 1, default, problem);
                Log.Rejected(host.Logger, name, i + 1, problem.Message);
                continue;
            }

            var entityRef = EntityRef.Parse(buffer.AsSpan(0, length).ToString());
            var hash = BodyHash.Of(entity.LocationKey, entity.Body.Utf8.Span);
            var same = host.Roster.StandingOf(entityRef, _source, out var held) == Standing.Holds && held == hash;
            if (same && !touched.Contains(entityRef)) continue;
            touched.Add(entityRef);
            await running.SubmitAsync(entityRef, new EntityMessage.Submit(_source, entity.Body, entity.LocationKey, hash), i + 1, cancellationToken).ConfigureAwait(false);
        }

        await running.CloseAsync(cancellationToken).ConfigureAwait(false);
        return running.Result(delta.Added.Count);
    }
}
