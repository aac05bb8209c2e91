using Catalog.Processing;
using Catalog.Sources.Files;
using Catalog.Sources.Throttling;
using Catalog.Sources.Urls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Catalog.Sources;

/// <summary>Registers the readers.</summary>
public static class SourcesServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="SourceThrottle"/>, also as the <see cref="ILocationReader"/>, over files and urls. Options and a <see cref="TimeProvider"/>
    /// that are registered already win over the defaults.
    /// </summary>
    public static IServiceCollection AddCatalogSources(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FileReaderOptions>();
        services.TryAddSingleton<UrlReaderOptions>();
        services.TryAddSingleton<ThrottleOptions>();
        services.TryAddSingleton<FileLocationReader>();
        services.TryAddSingleton<UrlLocationReader>();
        services.TryAddSingleton(s => new SourceThrottle(
            [s.GetRequiredService<FileLocationReader>(), s.GetRequiredService<UrlLocationReader>()],
            s.GetRequiredService<ThrottleOptions>(),
            s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILocationReader>(s => s.GetRequiredService<SourceThrottle>());
        return services;
    }
}
