using Catalog.Http.Health;

namespace Catalog.Server.Hosting;

/// <summary>Answers 503 to every question until the catalog is loaded, so that nobody takes half a catalog for the whole. Health is told all the time.</summary>
internal sealed class NotReadyYet(CatalogReadiness readiness)
{
    private const string Health = "/.backstage/health";

    /// <summary>Passes a request on, or turns it away.</summary>
    public Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        readiness.Pending is not { } pending || http.Request.Path.StartsWithSegments(Health, StringComparison.Ordinal)
            ? next(http)
            : Refusal.WriteAsync(http, $"The catalog is still starting: {pending.Step}, {pending.Done} done");
}
