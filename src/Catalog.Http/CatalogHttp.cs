using Catalog.Http.Health;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Catalog.Http;

/// <summary>Puts the HTTP API into an ASP.NET Core host.</summary>
public static class CatalogHttp
{
    /// <summary>
    /// Adds what the API needs. The host adds the rest: <see cref="Grains.ICatalogEngine"/>, <see cref="Index.CatalogIndex"/>, and
    /// optionally its own <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddCatalogHttp(this IServiceCollection services, CatalogHttpOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CatalogReadiness>();
        return services;
    }

    /// <summary>Maps all routes: the contract's under <see cref="CatalogHttpOptions.BasePath"/>, health at the root.</summary>
    public static IEndpointRouteBuilder MapCatalogHttp(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        return app;
    }
}
