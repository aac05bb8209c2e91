using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Processing;
using Catalog.Server.Configuration.Settings;
using Catalog.Storage;

namespace Catalog.Server.Hosting;

/// <summary>The provider of the locations that configuration and command line name: one Location entity for each, gone when it is no longer named.</summary>
internal static class ConfiguredLocations
{
    /// <summary>The provider's name, as in Backstage.</summary>
    public const string ProviderName = "ConfigLocationProvider";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gives the engine exactly these locations, and takes away what providers hold that there are no longer. Tries again while the store
    /// cannot be written; that it cannot is told by others.
    /// </summary>
    public static async Task ApplyAsync(IReadOnlyList<StaticLocation> locations, CatalogEngine engine, IReadOnlySet<string> otherProviders, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await engine.ApplyAsync(ProviderName, new ProviderMutation.Full(Entities(locations).ToAsyncEnumerable()), cancellationToken);
                await engine.RemoveOrphanProvidersAsync(new HashSet<string>(otherProviders) { ProviderName }, cancellationToken);
                return;
            }
            catch (StoreException e) when (e.Transient)
            {
                // Told by the monitor.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static IEnumerable<ProvidedEntity> Entities(IReadOnlyList<StaticLocation> locations) =>
        locations.Select(l => l.Location).Distinct().Select(location =>
            new ProvidedEntity(EmittedEntity.ForLocation(location, optional: false, location, location).Body!, location.ToString()));
}
