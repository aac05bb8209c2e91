using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Http.Routing;

namespace Catalog.Http.Entities;

/// <summary>All routes that give entities.</summary>
internal static class EntityRoutes
{
    public static CatalogRoutes MapEntities(this CatalogRoutes routes) => routes
        .Map("GetEntities", WholeList.AnswerAsync)
        .Map("GetEntitiesByQuery", (request, cancellationToken) => ListAsync(request, ListRequest.FromQuery(request), cancellationToken))
        .Map("QueryEntitiesByPredicate", (request, cancellationToken) => ListAsync(request, ListRequest.FromBody(request), cancellationToken))
        .Map("GetEntitiesByRefs", ManyByRef.AnswerAsync)
        .Map("GetEntityByName", SingleEntity.ByNameAsync)
        .Map("GetEntityByUid", SingleEntity.ByUidAsync)
        .Map("DeleteEntityByUid", SingleEntity.DeleteAsync)
        .Map("GetEntityAncestryByName", Ancestry.AnswerAsync);

    private static ValueTask<Answer> ListAsync(CatalogRequest request, (ListRequest? List, ErrorAnswer? Wrong) read, CancellationToken cancellationToken) =>
        read.List is { } list ? EntityPage.AnswerAsync(request, list, cancellationToken) : new(read.Wrong!);
}
