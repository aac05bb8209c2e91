using System.Threading.Channels;
using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Orleans.Hosting;
using Catalog.Storage;

namespace Catalog.Orleans.Providers;

/// <summary>One provider's bucket in the cluster: this silo's engine applies its mutations while the grain is active.</summary>
/// <remarks>
/// Interleaves, because parts of a mutation arrive while it is being applied; the engine applies one mutation at a time. When a silo is found
/// dead, all callers make their calls again, perhaps to another activation of this grain; so those that are here are called off.
/// </remarks>
[Reentrant, GrainType("catalog-provider")]
internal sealed class ProviderBucketGrain(CatalogEngine engine, ClusterMembership membership, TimeProvider time) : Grain, IProviderGrain
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Guid, Running> _running = [];

    public async Task<MutationReply> ChangeAsync(ProvidedOnWire[] added, RemovedOnWire[] removed, long token)
    {
        var delta = new ProviderMutation.Delta([.. added.Select(a => a.ToEntity())], [.. removed.Select(r => r.ToEntity())]);
        var death = membership.Now.Death;
        try
        {
            return MutationReply.From(await engine.ApplyHereAsync(this.GetPrimaryKeyString(), delta, token, death));
        }
        catch (Exception e) when (e is not OutOfMemoryException && (death.IsCancellationRequested || e.InnerException is OutdatedException))
        {
            throw new TimeoutException($"A silo has died; the call has to be made again. {e.Message}");
        }
    }

    public Task<Guid> BeginAsync()
    {
        var id = Guid.NewGuid();
        _running[id] = new Running(engine, this.GetPrimaryKeyString(), time);
        return Task.FromResult(id);
    }

    public Task AddAsync(Guid mutation, ProvidedOnWire[] part) => Find(mutation).AddAsync(part);

    public async Task<MutationReply> EndAsync(Guid mutation)
    {
        try
        {
            return MutationReply.From(await Find(mutation).EndAsync());
        }
        finally
        {
            _running.Remove(mutation);
        }
    }

    public Task AbandonAsync(Guid mutation)
    {
        if (_running.Remove(mutation, out var running)) running.Abandon();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var running in _running.Values) running.Abandon();
        return Task.WhenAll(_running.Values.Select(r => r.Ended)).WaitAsync(cancellationToken);
    }

    private Running Find(Guid mutation) =>
        _running.GetValueOrDefault(mutation) ?? throw new StoreException("The silo that was applying the mutation has gone; begin it again.") { Transient = true };

    /// <summary>A full mutation under way.</summary>
    private sealed class Running
    {
        private readonly Channel<ProvidedOnWire[]> _parts = Channel.CreateBounded<ProvidedOnWire[]>(2);
        private readonly TimeProvider _time;
        private readonly Task<MutationResult> _result;

        public Running(CatalogEngine engine, string provider, TimeProvider time)
        {
            _time = time;
            _result = engine.ApplyHereAsync(provider, new ProviderMutation.Full(ReadAsync()), token: null, CancellationToken.None);
        }

        public Task Ended => _result.ContinueWith(static _ => { }, TaskScheduler.Default);

        public async Task AddAsync(ProvidedOnWire[] part)
        {
            var written = _parts.Writer.WriteAsync(part).AsTask();
            if (await Task.WhenAny(written, _result) == _result) await _result;
            await written;
        }

        public Task<MutationResult> EndAsync()
        {
            _parts.Writer.TryComplete();
            return _result;
        }

        public void Abandon() => _parts.Writer.TryComplete(new StoreException("The mutation was abandoned by who gave it.") { Transient = true });

        private async IAsyncEnumerable<ProvidedEntity> ReadAsync()
        {
            while (await _parts.Reader.WaitToReadAsync().AsTask().WaitAsync(s_patience, _time))
            {
                while (_parts.Reader.TryRead(out var part))
                {
                    foreach (var entity in part) yield return entity.ToEntity();
                }
            }
        }
    }
}
