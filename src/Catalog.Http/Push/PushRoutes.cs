using System.Text;
using System.Text.Json;
using Catalog.Grains.Providers;
using Catalog.Http.Answers;
using Catalog.Http.Permissions;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Model;

namespace Catalog.Http.Push;

/// <summary>Putting entities into a named source, and taking them out. Answered when it is durable and processed.</summary>
internal static class PushRoutes
{
    public static CatalogRoutes MapPush(this CatalogRoutes routes) => routes
        .Map("ReplaceSource", Permission.IngestionManage, BulkPush.ReplaceAsync)
        .Map("ChangeSource", Permission.IngestionManage, BulkPush.ChangeAsync)
        .Map("PutSourceEntity", Permission.IngestionManage, PutAsync)
        .Map("DeleteSourceEntity", Permission.IngestionManage, DeleteAsync);

    /// <summary>What a pushed entity is to the engine. It belongs to its source: no other may replace it.</summary>
    public static ProvidedEntity Provided(JsonElement entity, string source) => new(PushedEntity.Located(entity, source), $"push:{source}");

    /// <summary>The answer to a name that no source can have.</summary>
    public static ErrorAnswer BadSource(CatalogRequest request) =>
        Answer.InputError($"'{request.Route("source")}' is no name for a source: use up to 100 letters, digits, dots, dashes and underscores");

    private static async ValueTask<Answer> PutAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!PushedSource.TryGetProvider(request.Route("source"), out var provider))
        {
            return BadSource(request);
        }

        var given = new EntityBody(Encoding.UTF8.GetBytes(request.Body.GetRawText()));
        if (!request.TryRouteRef(out var wanted) || !given.TryGetRef(out var entity) || entity != wanted)
        {
            return Answer.InputError($"The body must be the entity that the path names, {request.RouteRefText}");
        }

        var delta = new ProviderMutation.Delta([Provided(request.Body, request.Route("source"))], []);
        var result = await request.Services.Engine.ApplyAsync(provider, delta, cancellationToken);
        return result.Rejected is [var rejected, ..] ? Answer.InputError(rejected.Reason.Message) : Done(wanted, result);
    }

    private static async ValueTask<Answer> DeleteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!PushedSource.TryGetProvider(request.Route("source"), out var provider))
        {
            return BadSource(request);
        }

        if (!request.TryRouteRef(out var entity))
        {
            return Answer.NotFound($"No such entity {request.RouteRefText}");
        }

        var result = await request.Services.Engine.ApplyAsync(provider, new ProviderMutation.Delta([], [new RemovedEntity(entity)]), cancellationToken);
        return result.Removed > 0 ? Done(entity, result) : Answer.NotFound($"Source {request.Route("source")} does not hold {entity}");
    }

    private static JsonAnswer Done(EntityRef entity, MutationResult result) => JsonAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("entityRef", entity.ToString());
        json.WriteBoolean("changed", result.Changed + result.Removed > 0);
        json.WriteNumber("sequence", result.Sequence);
        json.WriteEndObject();
    });
}
