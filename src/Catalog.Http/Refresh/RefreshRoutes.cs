using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Model;

namespace Catalog.Http.Refresh;

/// <summary>Asking for an entity to be read and processed again now.</summary>
internal static class RefreshRoutes
{
    public static CatalogRoutes MapRefresh(this CatalogRoutes routes) => routes.Map("RefreshEntity", Permission.EntityRefresh, RefreshAsync);

    private static async ValueTask<Answer> RefreshAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var text = request.Body.GetProperty("entityRef").GetString()!;
        if (!EntityRef.TryParseFull(text, out var entity) || entity.ToString() != text)
        {
            return Answer.NotFound($"Entity {text} not found");
        }

        if (!request.SeesEverything && !SingleEntity.TryFind(request, entity, out _))
        {
            return Answer.NotAllowed();
        }

        return await request.Services.Engine.RefreshAsync(entity, cancellationToken)
            ? Answer.Empty(200)
            : Answer.NotFound($"Entity {text} not found");
    }
}
