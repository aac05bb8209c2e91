using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Model;

namespace Catalog.Http.Entities;

/// <summary>One entity, by uid or by name, and deleting one.</summary>
internal static class SingleEntity
{
    /// <summary>GET by-uid.</summary>
    public static ValueTask<Answer> ByUidAsync(CatalogRequest request, CancellationToken cancellationToken) =>
        TryFindUid(request, out var doc)
            ? AnswerAsync(request, doc, NoUid(request), cancellationToken)
            : new(Answer.NotFound(NoUid(request)));

    /// <summary>GET by-name.</summary>
    public static ValueTask<Answer> ByNameAsync(CatalogRequest request, CancellationToken cancellationToken) =>
        request.TryRouteRef(out var entity) && TryFind(request, entity, out var doc)
            ? AnswerAsync(request, doc, NoName(request), cancellationToken)
            : new(Answer.NotFound(NoName(request)));

    /// <summary>DELETE by-uid; answers 204 also when there is no such entity.</summary>
    public static async ValueTask<Answer> DeleteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (TryFindUid(request, out var doc))
        {
            await request.Services.Engine.DeleteAsync(request.Snapshot.RefOf(doc), cancellationToken);
        }
        else if (!request.SeesEverything)
        {
            return Answer.NotAllowed();
        }

        return Answer.Empty(204);
    }

    /// <summary>The document of an entity that the caller may see.</summary>
    public static bool TryFind(CatalogRequest request, EntityRef entity, out int doc) =>
        request.Snapshot.TryGet(entity, out doc) && MaySee(request, doc);

    private static bool TryFindUid(CatalogRequest request, out int doc)
    {
        doc = -1;
        return Guid.TryParse(request.Route("uid"), out var uid) && request.Snapshot.TryGet(uid, out doc) && MaySee(request, doc);
    }

    private static bool MaySee(CatalogRequest request, int doc) => request.SeesEverything || request.Snapshot.Matches(doc, request.Scope);

    private static async ValueTask<Answer> AnswerAsync(CatalogRequest request, int doc, string missing, CancellationToken cancellationToken)
    {
        var content = new SegmentedBuffer();
        await EntityWriter.WriteAsync(request.Snapshot, new[] { doc }, null, content, cancellationToken);
        if (content.Length > 0)
        {
            return new JsonAnswer { Status = 200, Content = content, Tagged = false };
        }

        content.Dispose();
        return Answer.NotFound(missing);
    }

    private static string NoUid(CatalogRequest request) => $"No entity with uid {request.Route("uid")}";

    private static string NoName(CatalogRequest request) =>
        $"No entity named '{request.Route("name")}' found, with kind '{request.Route("kind")}' in namespace '{request.Route("namespace")}'";
}
