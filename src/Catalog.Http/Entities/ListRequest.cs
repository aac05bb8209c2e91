using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Index.Query;

namespace Catalog.Http.Entities;

/// <summary>A question for a page of entities, whichever of the two forms it came in.</summary>
internal sealed record ListRequest
{
    private const int DefaultLimit = 200;

    public required EntityQuery Query { get; init; }
    public FieldSelection? Fields { get; init; }
    public int Limit { get; init; } = DefaultLimit;
    public int Offset { get; init; }
    public bool CountTotal { get; init; } = true;
    public QueryCursor? Cursor { get; init; }

    /// <summary>Which part of the answer.</summary>
    public PageRequest Page => new()
    {
        Limit = Limit,
        Offset = Offset,
        From = Cursor?.From,
        Backwards = Cursor?.Backwards ?? false,
        CountTotal = CountTotal,
    };

    /// <summary>Reads the GET form.</summary>
    public static (ListRequest? List, ErrorAnswer? Wrong) FromQuery(CatalogRequest request)
    {
        var query = request.Query;
        var limits = request.Services.Options.QueryLimits;
        if (!FieldSelection.TryParse(query.All("fields"), out var fields, out var reason))
        {
            return (null, Answer.InputError(reason));
        }

        var limit = query.Integer("limit") ?? DefaultLimit;
        if (query.One("cursor") is { } text)
        {
            return WithCursor(text, fields, limit, limits);
        }

        if (!FilterParser.TryParse(query.All("filter"), limits, out var where, out var problem))
        {
            return (null, Answer.InputError(problem.Message));
        }

        if (!TryReadOrder(query.All("orderField"), out var order, out reason))
        {
            return (null, Answer.InputError(reason!));
        }

        var textFields = query.All("fullTextFilterFields").SelectMany(f => f.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return (new ListRequest
        {
            Query = new EntityQuery
            {
                Where = where,
                Order = order,
                Text = Text(query.One("fullTextFilterTerm"), textFields.Count > 0 ? textFields : null, order),
            },
            Fields = fields,
            Limit = limit,
            Offset = query.Integer("offset") ?? 0,
            CountTotal = query.One("totalItems") != "exclude",
        }, null);
    }

    /// <summary>Reads the POST form.</summary>
    public static (ListRequest? List, ErrorAnswer? Wrong) FromBody(CatalogRequest request)
    {
        var body = request.Body;
        var limits = request.Services.Options.QueryLimits;
        if (!FieldSelection.TryParse(Texts(body, "fields"), out var fields, out var reason))
        {
            return (null, Answer.InputError(reason));
        }

        if (!TryReadCount(body, "limit", DefaultLimit, out var limit, out reason) || !TryReadCount(body, "offset", 0, out var offset, out reason))
        {
            return (null, Answer.InputError(reason!));
        }

        if (body.TryGetProperty("cursor", out var cursor))
        {
            return cursor.GetString() is { Length: > 0 } text ? WithCursor(text, fields, limit, limits) : (null, Answer.InputError("Cursor cannot be empty"));
        }

        var where = Condition.Everything;
        if (body.TryGetProperty("query", out var predicate) && !PredicateParser.TryParse(predicate, limits, out where, out var problem))
        {
            return (null, Answer.InputError(problem.Message));
        }

        IReadOnlyList<OrderField> order = body.TryGetProperty("orderBy", out var orderBy)
            ? [.. orderBy.EnumerateArray().Select(o => new OrderField(o.GetProperty("field").GetString()!, o.GetProperty("order").GetString() == "desc"))]
            : [];
        return (new ListRequest
        {
            Query = new EntityQuery { Where = where, Order = order, Text = body.TryGetProperty("fullTextFilter", out var full) ? Text(full, order) : null },
            Fields = fields,
            Limit = limit,
            Offset = offset,
            CountTotal = !(body.TryGetProperty("totalItems", out var total) && total.GetString() == "exclude"),
        }, null);
    }

    /// <summary>The texts of a list in a body; none when it is absent.</summary>
    public static IEnumerable<string> Texts(JsonElement body, string name) =>
        body.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(i => i.GetString()!) : [];

    private static (ListRequest? List, ErrorAnswer? Wrong) WithCursor(string text, FieldSelection? fields, int limit, QueryLimits limits) =>
        QueryCursor.TryDecode(text, limits, out var cursor)
            ? (new ListRequest
            {
                Query = new EntityQuery { Where = cursor.Where, Order = cursor.Order, Text = cursor.Text },
                Fields = fields,
                Limit = limit,
                CountTotal = false,
                Cursor = cursor,
            }, null)
            : (null, Answer.InputError("Malformed cursor"));

    private static bool TryReadOrder(IReadOnlyList<string> parameters, out IReadOnlyList<OrderField> order, out string? reason)
    {
        var fields = new List<OrderField>();
        order = fields;
        reason = null;
        foreach (var parameter in parameters.Where(p => p.Length > 0))
        {
            var parts = parameter.Split(',');
            if (parts is [_, not ("asc" or "desc"), ..])
            {
                reason = "Invalid order field order, must be asc or desc";
                return false;
            }

            fields.Add(new OrderField(parts[0], parts is [_, "desc", ..]));
        }

        return true;
    }

    private static bool TryReadCount(JsonElement body, string name, int absent, out int count, out string? reason)
    {
        count = absent;
        reason = null;
        if (!body.TryGetProperty(name, out var given))
        {
            return true;
        }

        var number = given.GetDouble();
        if (number < 0 || !double.IsInteger(number))
        {
            reason = $"request/body/{name} must be {(number < 0 ? ">= 0" : "integer")}";
            return false;
        }

        count = (int)Math.Min(number, int.MaxValue);
        return true;
    }

    private static TextFilter? Text(JsonElement full, IReadOnlyList<OrderField> order) => Text(
        full.TryGetProperty("term", out var term) ? term.GetString() : null,
        full.TryGetProperty("fields", out _) ? [.. Texts(full, "fields")] : null,
        order);

    private static TextFilter? Text(string? term, IReadOnlyList<string>? fields, IReadOnlyList<OrderField> order) =>
        string.IsNullOrWhiteSpace(term) ? null : new TextFilter(term, fields ?? [order.Count > 0 ? order[0].Key : "metadata.uid"]);
}
