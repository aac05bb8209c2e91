using Catalog.Http.Answers;
using Catalog.Http.Authentication;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Catalog.Http.Permissions;

/// <summary>Guards pages of a host that are for its admins, as the API's own routes for admins are guarded.</summary>
public static class AdminPages
{
    /// <summary>Whether the caller may see how entities are taken in (<see cref="Permission.IngestionRead"/>); else the refusal is written.</summary>
    public static async Task<bool> AdmitAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var (caller, refusal) = await services.GetRequiredService<Authenticator>().AuthenticateAsync(http.Request, http.RequestAborted);
        if (refusal is null)
        {
            var decision = await services.GetRequiredService<PermissionGate>().DecideAsync(Permission.IngestionRead, caller ?? Credentials.None.Instance, http.RequestAborted);
            if (!decision.IsDeny) return true;
            refusal = Answer.NotAllowed();
        }

        await refusal.WriteAsync(new CatalogRequest(http, services.GetRequiredService<CatalogServices>()), http.RequestAborted);
        return false;
    }
}
