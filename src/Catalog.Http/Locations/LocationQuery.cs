using System.Buffers;
using System.Text.Json;
using Catalog.Grains.Locations;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index.Query;

namespace Catalog.Http.Locations;

/// <summary>POST locations/by-query: a page of the registered locations that match, ordered by id.</summary>
internal static class LocationQuery
{
    private const int DefaultLimit = 1000;

    /// <summary>Answers the request.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var (asked, wrong) = Read(request.Body, request.Services.Options.QueryLimits);
        if (wrong is not null)
        {
            return wrong;
        }

        var all = request.IsDenied ? [] : await request.Services.Engine.Locations.ListAsync(cancellationToken);
        var matching = asked.Query is { } query ? [.. all.Where(l => LocationPredicate.Matches(query, l))] : all;
        var page = matching.Where(l => asked.After is null || l.Id.CompareTo(asked.After.Value) > 0).Take(asked.Limit + 1).ToList();
        return JsonAnswer.Of(json => Write(json, asked, page, matching.Count));
    }

    private static void Write(Utf8JsonWriter json, Asked asked, List<RegisteredLocation> page, int total)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var location in page.Take(asked.Limit))
        {
            LocationJson.Write(json, location, targetFirst: true);
        }

        json.WriteEndArray();
        json.WriteNumber("totalItems", total);
        json.WriteStartObject("pageInfo");
        if (page.Count > asked.Limit)
        {
            json.WriteString("nextCursor", Cursor(asked with { After = page[asked.Limit - 1].Id }));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (Asked Asked, ErrorAnswer? Wrong) Read(JsonElement body, QueryLimits limits)
    {
        if (body.TryGetProperty("cursor", out var cursor))
        {
            return ReadCursor(cursor.GetString()!, limits);
        }

        var limit = body.TryGetProperty("limit", out var given) ? given.GetDouble() : DefaultLimit;
        return limit < 1 || !double.IsInteger(limit)
            ? (default, Answer.InputError("Limit must be a positive integer >= 1"))
            : Checked(new Asked((int)Math.Min(limit, int.MaxValue - 1), null, body.TryGetProperty("query", out var query) ? query : null), limits);
    }

    private static (Asked Asked, ErrorAnswer? Wrong) Checked(Asked asked, QueryLimits limits)
    {
        if (asked.Query is not { } query)
        {
            return (asked, null);
        }

        if (!PredicateParser.TryParse(query, limits, out _, out var problem))
        {
            return (asked, Answer.InputError(problem.Message));
        }

        return LocationPredicate.Check(query) is { } wrong ? (asked, Answer.InputError(wrong)) : (asked, null);
    }

    private static (Asked Asked, ErrorAnswer? Wrong) ReadCursor(string text, QueryLimits limits)
    {
        if (text.Length == 0)
        {
            return (default, Answer.InputError("Cursor cannot be empty"));
        }

        try
        {
            using var json = JsonDocument.Parse(CursorText.TryDecode(text, out var bytes) ? bytes : []);
            var root = json.RootElement.Clone();
            var limit = root.GetProperty("limit").GetInt32();
            return limit is < 1 or int.MaxValue
                ? (default, Answer.InputError("Malformed cursor: limit must be a positive integer"))
                : Checked(
                    new Asked(
                        limit,
                        root.TryGetProperty("afterId", out var after) ? after.GetGuid() : null,
                        root.TryGetProperty("query", out var query) ? query : null),
                    limits);
        }
        catch (JsonException)
        {
            return (default, Answer.InputError("Malformed cursor, unknown encoding"));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (default, Answer.InputError("Malformed cursor: it is not one that this server gave"));
        }
    }

    private static string Cursor(Asked asked)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("limit", asked.Limit);
            json.WriteString("afterId", asked.After!.Value);
            if (asked.Query is { } query)
            {
                json.WritePropertyName("query");
                query.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return Convert.ToBase64String(buffer.WrittenSpan);
    }

    private readonly record struct Asked(int Limit, Guid? After, JsonElement? Query);
}
