using System.Buffers;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Index.Query;
using Catalog.Model;

namespace Catalog.Http.Entities;

/// <summary>POST by-refs: entities in the order asked for, null where there is none.</summary>
internal static class ManyByRef
{
    /// <summary>Answers the request.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        if (!request.Body.TryGetProperty("entityRefs", out _))
        {
            return Answer.InputError("Malformed request body (did you remember to specify an application/json content type?), entityRefs is required");
        }

        if (!FieldSelection.TryParse(ListRequest.Texts(request.Body, "fields"), out var fields, out var reason))
        {
            return Answer.InputError(reason);
        }

        var (where, wrong) = Filter(request);
        if (wrong is not null)
        {
            return wrong;
        }

        var content = new SegmentedBuffer();
        content.Write("{\"items\":["u8);
        var docs = ListRequest.Texts(request.Body, "entityRefs").Select(text => Find(request.Snapshot, text, where)).ToArray();
        await EntityWriter.WriteEachAsync(request.Snapshot, docs, fields, content, cancellationToken);
        content.Write("]}"u8);
        return new JsonAnswer { Status = 200, Content = content, Tagged = fields is not null };
    }

    // References are compared as text: one that is short or not in lower case finds nothing.
    private static int Find(IndexSnapshot snapshot, string text, Condition where) =>
        EntityRef.TryParseFull(text, out var entity) && entity.ToString() == text
            && snapshot.TryGet(entity, out var doc) && (ReferenceEquals(where, Condition.Everything) || snapshot.Matches(doc, where))
            ? doc
            : -1;

    private static (Condition Where, ErrorAnswer? Wrong) Filter(CatalogRequest request)
    {
        var limits = request.Services.Options.QueryLimits;
        if (!FilterParser.TryParse(request.Query.All("filter"), limits, out var where, out var problem))
        {
            return (Condition.Nothing, Answer.InputError(problem.Message));
        }

        if (request.Body.TryGetProperty("query", out var query))
        {
            if (!PredicateParser.TryParse(query, limits, out var predicate, out problem))
            {
                return (Condition.Nothing, Answer.InputError(problem.Message));
            }

            where = new All([where, predicate]);
        }

        return (request.MaySee(where), null);
    }
}
