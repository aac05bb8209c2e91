using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Model;

namespace Catalog.Http.Refresh;

/// <summary>Asking for an entity to be read and processed again now.</summary>
internal static class RefreshRoutes
{
    public static CatalogRoutes MapRefresh(this CatalogRoutes routes) => routes.Map("RefreshEntity", RefreshAsync);

    private static async ValueTask<Answer> RefreshAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var text = request.Body.GetProperty("entityRef").GetString()!;
        return EntityRef.TryParseFull(text, out var entity) && await request.Services.Engine.RefreshAsync(entity, cancellationToken)
            ? Answer.Empty(200)
            : Answer.NotFound($"Entity {text} not found");
    }
}
