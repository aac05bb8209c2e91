using System.Buffers;
using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Index;
using Catalog.Index.Graph;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Http.Graph;

/// <summary>A part of the relation graph in one request, where a client would else fetch entity by entity.</summary>
internal static class GraphRoutes
{
    private const int DefaultLimit = 1_000;
    private const int MaxLimit = 10_000;
    private const int MaxDepth = 32;

    public static CatalogRoutes MapGraph(this CatalogRoutes routes) => routes.Map("GetEntityGraph", Access.SeesEntities, AnswerAsync);

    private static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var (query, fields, wrong) = Read(request);
        return query is null ? wrong! : await WriteAsync(request.Snapshot, request.Snapshot.Traverse(query), fields, cancellationToken);
    }

    private static (GraphQuery? Query, FieldSelection? Fields, ErrorAnswer? Wrong) Read(CatalogRequest request)
    {
        var query = request.Query;
        var roots = new List<EntityRef>();
        foreach (var text in query.All("root"))
        {
            if (!EntityRef.TryParseFull(text, out var root))
            {
                return (null, null, Answer.InputError($"root '{text}' must be a full reference, kind:namespace/name"));
            }

            roots.Add(root);
        }

        if (!FilterParser.TryParse(query.All("filter"), request.Services.Options.QueryLimits, out var where, out var problem))
        {
            return (null, null, Answer.InputError(problem.Message));
        }

        if (!FieldSelection.TryParse(query.All("fields"), out var fields, out var reason))
        {
            return (null, null, Answer.InputError(reason));
        }

        var types = query.All("relation").Where(t => t.Length > 0).ToList();
        return (new GraphQuery
        {
            Roots = roots,
            Types = types.Count > 0 ? types : null,
            Direction = Enum.Parse<GraphDirection>(query.One("direction") ?? nameof(GraphDirection.Both), ignoreCase: true),
            Depth = Math.Min(query.Integer("depth") ?? 1, MaxDepth),
            Where = request.MaySee(where),
            Limit = Math.Min(query.Integer("limit") ?? DefaultLimit, MaxLimit),
        }, fields, null);
    }

    private static async ValueTask<Answer> WriteAsync(IndexSnapshot snapshot, GraphAnswer graph, FieldSelection? fields, CancellationToken cancellationToken)
    {
        var content = new SegmentedBuffer();
        var body = new ArrayBufferWriter<byte>();
        using (var json = JsonAnswer.Writer(content))
        {
            json.WriteStartObject();
            json.WriteStartArray("nodes");
            foreach (var node in graph.Nodes)
            {
                body.ResetWrittenCount();
                await EntityWriter.WriteAsync(snapshot, new[] { node.Doc }, fields, body, cancellationToken);
                WriteNode(json, node, body.WrittenSpan);
            }

            json.WriteEndArray();
            json.WriteStartArray("edges");
            foreach (var edge in graph.Edges)
            {
                json.WriteStartObject();
                json.WriteString("source", edge.Source.ToString());
                json.WriteString("type", edge.Type);
                json.WriteString("target", edge.Target.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", graph.Truncated);
            json.WriteEndObject();
        }

        return new JsonAnswer { Status = 200, Content = content };
    }

    private static void WriteNode(Utf8JsonWriter json, GraphNode node, ReadOnlySpan<byte> entity)
    {
        if (entity.IsEmpty)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("entityRef", node.Ref.ToString());
        json.WriteNumber("depth", node.Depth);
        json.WritePropertyName("entity");
        json.WriteRawValue(entity, skipInputValidation: true);
        json.WriteEndObject();
    }
}
