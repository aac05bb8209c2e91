using Catalog.Http.Analysis;
using Catalog.Http.Audit;
using Catalog.Http.Authentication;
using Catalog.Http.Changes;
using Catalog.Http.Cors;
using Catalog.Http.Documents;
using Catalog.Http.Entities;
using Catalog.Http.Facets;
using Catalog.Http.Graph;
using Catalog.Http.Health;
using Catalog.Http.Inspect;
using Catalog.Http.Limits;
using Catalog.Http.Locations;
using Catalog.Http.OpenApi;
using Catalog.Http.Permissions;
using Catalog.Http.Push;
using Catalog.Http.Refresh;
using Catalog.Http.Routing;
using Catalog.Http.Unprocessed;
using Catalog.Http.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Catalog.Http;

/// <summary>Puts the HTTP API into an ASP.NET Core host.</summary>
public static class CatalogHttp
{
    /// <summary>Cursors travel in the query; this is room for the filter of a whole page of an admin's selection.</summary>
    private const int MaxRequestLine = 64 * 1024;

    /// <summary>
    /// Adds what the API needs. The host adds the rest: <see cref="Grains.ICatalogEngine"/>, <see cref="Index.CatalogIndex"/>, and
    /// optionally its own <see cref="TimeProvider"/> and <see cref="IPermissionPolicy"/>; and it gives the engine <see cref="InvisibleEntities"/> as a follower.
    /// </summary>
    public static IServiceCollection AddCatalogHttp(this IServiceCollection services, CatalogHttpOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CatalogReadiness>();
        services.TryAddSingleton<IPermissionPolicy, AllowEverything>();
        services.AddSingleton<PermissionGate>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RateLimit>();
        services.AddSingleton(new CorsPolicy(options.Cors));
        services.TryAddSingleton<InvisibleEntities>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<CatalogServices>();
        services.AddSingleton<CatalogEndpoint>();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.MaxRequestBufferSize = Math.Max(kestrel.Limits.MaxRequestBufferSize ?? 0, MaxRequestLine);
        });
        return services;
    }

    /// <summary>Maps all routes: the contract's under <see cref="CatalogHttpOptions.BasePath"/>, health at the root.</summary>
    public static IEndpointRouteBuilder MapCatalogHttp(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        var options = app.ServiceProvider.GetRequiredService<CatalogHttpOptions>();
        var endpoint = app.ServiceProvider.GetRequiredService<CatalogEndpoint>();
        new CatalogRoutes(app, endpoint, options.BasePath, OpenApiDocument.Load("catalog.openapi.json"))
            .MapEntities().MapFacets().MapLocations().MapRefresh().MapAnalysis().MapValidation().MapDocument("/openapi.json").MustBeComplete();
        new CatalogRoutes(app, endpoint, options.BasePath, OpenApiDocument.Load("extensions.openapi.json"))
            .MapGraph().MapPermissions().MapInspect().MapUnprocessed(app.ServiceProvider.GetRequiredService<InvisibleEntities>()).MapPush().MapChanges()
            .MapDocument("/extensions/openapi.json").MustBeComplete();
        app.Map(options.BasePath + "/{**rest}", endpoint.NoRouteAsync);
        return app;
    }
}
