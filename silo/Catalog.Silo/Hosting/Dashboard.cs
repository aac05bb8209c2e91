using Catalog.Http.Permissions;
using Orleans.Dashboard;

namespace Catalog.Silo.Hosting;

/// <summary>Orleans' own pages on the cluster's silos and grains, for those who may see how entities are taken in.</summary>
internal static class Dashboard
{
    private const string Path = "/dashboard";

    /// <summary>Serves the pages.</summary>
    public static void Open(WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || await AdminPages.AdmitAsync(http)) await next(http);
        });
        app.MapOrleansDashboard(Path);
    }
}
