namespace Catalog.Orleans.Hosting;

/// <summary>Tells when the cluster has found out that a silo is gone.</summary>
internal sealed class SiloDeaths : ISiloStatusListener, IDisposable
{
    private readonly ISiloStatusOracle _silos;
    private CancellationTokenSource _next = new();

    public SiloDeaths(ISiloStatusOracle silos)
    {
        _silos = silos;
        silos.SubscribeToSiloStatusEvents(this);
    }

    /// <summary>Cancelled when the next silo is found to be gone.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        // Not disposed, since calls may be registering themselves with it; there is nothing in it that would have to be freed.
        if (status == SiloStatus.Dead) _ = Interlocked.Exchange(ref _next, new CancellationTokenSource()).CancelAsync();
    }

    public void Dispose() => _silos.UnSubscribeFromSiloStatusEvents(this);
}
