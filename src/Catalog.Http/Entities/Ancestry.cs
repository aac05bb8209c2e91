using System.Buffers;
using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Http.Entities;

/// <summary>GET ancestry: an entity with all entities that it was emitted by, up to the roots.</summary>
internal static class Ancestry
{
    /// <summary>Answers the request.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRouteRef(out var root) || !SingleEntity.TryFind(request, root, out _))
        {
            return request.SeesEverything ? Answer.NotFound($"No such entity {request.RouteRefText}") : Answer.NotAllowed();
        }

        var content = new SegmentedBuffer();
        using (var json = JsonAnswer.Writer(content))
        {
            json.WriteStartObject();
            json.WriteString("rootEntityRef", root.ToString());
            json.WriteStartArray("items");
            foreach (var (entity, doc, parents) in Walk(request, root))
            {
                json.Flush();
                await WriteAsync(json, request.Snapshot, entity, doc, parents, cancellationToken);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new JsonAnswer { Status = 200, Content = content };
    }

    private static async ValueTask WriteAsync(
        Utf8JsonWriter json, IndexSnapshot snapshot, EntityRef entity, int doc, IReadOnlyList<EntityRef> parents, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        await EntityWriter.WriteAsync(snapshot, new[] { doc }, null, body, cancellationToken);
        if (body.WrittenCount == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WritePropertyName("entity");
        json.WriteRawValue(body.WrittenSpan, skipInputValidation: true);
        json.WriteStartArray("parentEntityRefs");
        foreach (var parent in parents)
        {
            json.WriteStringValue(parent.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Backstage visits the last parent found first; what the caller may not see hides what is above it.
    private static IEnumerable<(EntityRef Entity, int Doc, IReadOnlyList<EntityRef> Parents)> Walk(CatalogRequest request, EntityRef root)
    {
        var scope = request.MaySee(Condition.Everything);
        var seen = new HashSet<EntityRef> { root };
        var todo = new Stack<EntityRef>([root]);
        while (todo.TryPop(out var entity))
        {
            if (!request.Snapshot.TryGet(entity, out var doc) || !request.Snapshot.Matches(doc, scope))
            {
                continue;
            }

            var parents = request.Snapshot.ParentsOf(entity);
            foreach (var parent in parents.Where(seen.Add))
            {
                todo.Push(parent);
            }

            yield return (entity, doc, parents);
        }
    }
}
