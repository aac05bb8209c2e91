using Catalog.Http.Answers;
using Catalog.Http.Entities;
using Catalog.Http.Requests;
using Catalog.Http.Routing;
using Catalog.Index.Query;

namespace Catalog.Http.Facets;

/// <summary>The values of fields, each with its number of entities.</summary>
internal static class FacetRoutes
{
    public static CatalogRoutes MapFacets(this CatalogRoutes routes) => routes
        .Map("GetEntityFacets", Access.SeesEntities, (request, _) => new(FromQuery(request)))
        .Map("QueryEntityFacetsByPredicate", Access.SeesEntities, (request, _) => new(FromBody(request)));

    private static Answer FromQuery(CatalogRequest request)
    {
        var facets = request.Query.All("facet").Where(f => f.Length > 0).ToList();
        if (facets.Count == 0)
        {
            return Answer.InputError("Missing facet parameter");
        }

        return FilterParser.TryParse(request.Query.All("filter"), request.Services.Options.QueryLimits, out var where, out var problem)
            ? Count(request, facets, where)
            : Answer.InputError(problem.Message);
    }

    private static Answer FromBody(CatalogRequest request)
    {
        var facets = ListRequest.Texts(request.Body, "facets").Where(f => f.Length > 0).ToList();
        if (facets.Count == 0)
        {
            return Answer.InputError("Missing or empty facets parameter");
        }

        if (!request.Body.TryGetProperty("query", out var query))
        {
            return Count(request, facets, Condition.Everything);
        }

        return PredicateParser.TryParse(query, request.Services.Options.QueryLimits, out var where, out var problem)
            ? Count(request, facets, where)
            : Answer.InputError(problem.Message);
    }

    private static JsonAnswer Count(CatalogRequest request, List<string> facets, Condition where)
    {
        var names = facets.Distinct().ToList();
        var counted = request.Snapshot.Facets(names, request.MaySee(where));
        return JsonAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("facets");
            foreach (var (name, values) in names.Zip(counted))
            {
                json.WriteStartArray(name);
                foreach (var (value, count) in values)
                {
                    json.WriteStartObject();
                    json.WriteString("value"u8, value);
                    json.WriteNumber("count"u8, count);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
