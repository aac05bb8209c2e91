using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;

namespace Catalog.Http.Entities;

/// <summary>All routes that give entities.</summary>
internal static class EntityRoutes
{
    public static CatalogRoutes MapEntities(this CatalogRoutes routes) => routes
        .Map("GetEntities", Access.SeesEntities, WholeList.AnswerAsync)
        .Map("GetEntitiesByQuery", Access.SeesEntities, (request, cancellationToken) => ListAsync(request, ListRequest.FromQuery(request), cancellationToken))
        .Map("QueryEntitiesByPredicate", Access.SeesEntities, (request, cancellationToken) => ListAsync(request, ListRequest.FromBody(request), cancellationToken))
        .Map("GetEntitiesByRefs", Access.SeesEntities, ManyByRef.AnswerAsync)
        .Map("GetEntityByName", Access.SeesEntities, SingleEntity.ByNameAsync)
        .Map("GetEntityByUid", Access.SeesEntities, SingleEntity.ByUidAsync)
        .Map("DeleteEntityByUid", Permission.EntityDelete, SingleEntity.DeleteAsync)
        .Map("GetEntityAncestryByName", Access.SeesEntities, Ancestry.AnswerAsync);

    private static ValueTask<Answer> ListAsync(CatalogRequest request, (ListRequest? List, ErrorAnswer? Wrong) read, CancellationToken cancellationToken) =>
        read.List is { } list ? EntityPage.AnswerAsync(request, list, cancellationToken) : new(read.Wrong!);
}
