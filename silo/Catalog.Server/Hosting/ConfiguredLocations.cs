using Catalog.Grains;
using Catalog.Grains.Providers;
using Catalog.Processing;
using Catalog.Server.Configuration.Settings;

namespace Catalog.Server.Hosting;

/// <summary>The provider of the locations that configuration and command line name: one Location entity for each, gone when it is no longer named.</summary>
internal static class ConfiguredLocations
{
    /// <summary>The provider's name, as in Backstage.</summary>
    public const string ProviderName = "ConfigLocationProvider";

    /// <summary>Gives the engine exactly these locations, and takes away what providers hold that there are no longer.</summary>
    public static async Task ApplyAsync(IReadOnlyList<StaticLocation> locations, CatalogEngine engine, CancellationToken cancellationToken)
    {
        var entities = locations.Select(l => l.Location).Distinct().Select(location =>
        {
            var emitted = EmittedEntity.ForLocation(location, optional: false, location, location);
            return new ProvidedEntity(emitted.Body!, location.ToString());
        });
        await engine.ApplyAsync(ProviderName, new ProviderMutation.Full(entities.ToAsyncEnumerable()), cancellationToken);
        await engine.RemoveOrphanProvidersAsync(new HashSet<string> { ProviderName }, cancellationToken);
    }
}
