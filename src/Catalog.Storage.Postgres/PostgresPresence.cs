namespace Catalog.Storage.Postgres;

/// <summary>Says for a silo, as long as it lives, that its cluster works on the schema, so that nobody is let in who would work against it.</summary>
internal sealed class PostgresPresence(PostgresLine line, PostgresCatalogStore store, string silos) : IAsyncDisposable
{
    // A wait that is called off just when it begins does not hear of it, so no end may wait for long.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stop = new();
    private Task _staying = Task.CompletedTask;

    /// <summary>Joins; from now on the store commits as the silos of the cluster do.</summary>
    /// <exception cref="StoreException">Others are at work, or the database cannot be used.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        store.Epoch = await line.UseAsync((connection, token) => PostgresSchema.GiveToSilosAsync(connection, store.Options.Schema, silos, token), cancellationToken).ConfigureAwait(false);
        _staying = Task.Run(StayAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _staying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await line.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Keeps the session, and makes another when it breaks.</summary>
    private async Task StayAsync()
    {
        while (true)
        {
            try
            {
                await line.WaitAsync(Wait, _stop.Token).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Transient)
            {
                await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                // While the database was away, others have begun to work on the schema.
                store.Epoch = PostgresCatalogStore.NoTerm;
                return;
            }
        }
    }
}
