using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Index.Query;

namespace Catalog.Http.Entities;

/// <summary>GET /entities: all that matches, streamed, or a page of it with a Link to the next.</summary>
internal static partial class WholeList
{
    private const int StreamBatch = 10_000;

    /// <summary>Answers the request.</summary>
    public static ValueTask<Answer> AnswerAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        if (!FilterParser.TryParse(query.All("filter"), request.Services.Options.QueryLimits, out var where, out var problem))
        {
            return new(Answer.InputError(problem.Message));
        }

        if (!FieldSelection.TryParse(query.All("fields"), out var fields, out var reason) || !TryReadOrder(query.All("order"), out var order, out reason))
        {
            return new(Answer.InputError(reason!));
        }

        if (!TryReadPage(query, out var page, out reason))
        {
            return new(Answer.InputError(reason!));
        }

        var list = new EntityQuery { Where = request.MaySee(where), Order = order };
        return page is { } asked ? PageAsync(request, list, fields, asked, cancellationToken) : new(Stream(request.Snapshot, list, fields));
    }

    private static Answer Stream(IndexSnapshot snapshot, EntityQuery list, FieldSelection? fields)
    {
        var docs = list.Order.Count == 0 ? snapshot.All(list.Where) : null;
        var first = docs is null ? snapshot.Find(list, FirstBatch()) : null;
        if ((docs?.Count ?? first!.Hits.Count) == 0)
        {
            return JsonAnswer.Of(json =>
            {
                json.WriteStartArray();
                json.WriteEndArray();
            });
        }

        return new StreamedAnswer
        {
            Status = 200,
            Fill = async (pipe, cancellationToken) =>
            {
                var output = new EntityWriter.StreamedList(snapshot, fields, pipe);
                pipe.Write("["u8);
                if (docs is not null)
                {
                    await output.WriteAsync(docs as int[] ?? [.. docs], cancellationToken);
                }

                for (var page = first; page is not null; page = page.HasMore ? snapshot.Find(list, FirstBatch() with { From = page.Hits[^1].Position }) : null)
                {
                    await output.WriteAsync(page.Hits.Select(h => h.Doc).ToArray(), cancellationToken);
                }

                pipe.Write("]"u8);
                await pipe.FlushAsync(cancellationToken);
            },
        };
    }

    private static PageRequest FirstBatch() => new() { Limit = StreamBatch, CountTotal = false };

    private static async ValueTask<Answer> PageAsync(
        CatalogRequest request, EntityQuery list, FieldSelection? fields, (int? Limit, int Offset) asked, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        var page = snapshot.Find(
            list with { Missing = MissingOrder.Last },
            new PageRequest { Limit = asked.Limit ?? int.MaxValue, Offset = asked.Offset, CountTotal = false });
        var docs = page.Hits.Select(h => h.Doc).ToArray();
        if (page.HasMore && asked.Limit is { } limit)
        {
            request.Http.Response.Headers.Link = Link(request, limit, asked.Offset + limit);
        }

        if (fields is null && docs.Length > EntityPage.BufferedItems)
        {
            return Streamed(snapshot, docs);
        }

        var content = new SegmentedBuffer();
        content.Write("["u8);
        await EntityWriter.WriteAsync(snapshot, docs, fields, content, cancellationToken);
        content.Write("]"u8);
        return new JsonAnswer { Status = 200, Content = content, Tagged = fields is not null };
    }

    private static StreamedAnswer Streamed(IndexSnapshot snapshot, int[] docs) => new()
    {
        Status = 200,
        Fill = async (pipe, cancellationToken) =>
        {
            pipe.Write("["u8);
            await new EntityWriter.StreamedList(snapshot, null, pipe).WriteAsync(docs, cancellationToken);
            pipe.Write("]"u8);
            await pipe.FlushAsync(cancellationToken);
        },
    };

    private static string Link(CatalogRequest request, int limit, int offset)
    {
        var after = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"limit\":{limit},\"offset\":{offset}}}"));
        var link = new StringBuilder("</entities?");
        var written = false;
        foreach (var (name, value) in request.Query.Values.Where(v => v.Name != "offset"))
        {
            if (name != "after" || !written)
            {
                Append(link, name, name == "after" ? after : value);
            }

            written |= name == "after";
        }

        if (!written)
        {
            Append(link, "after", after);
        }

        return link.Append(">; rel=\"next\"").ToString();
    }

    private static void Append(StringBuilder link, string name, string value)
    {
        link.Append(link[^1] == '?' ? "" : "&").Append(FormEncode(name)).Append('=').Append(FormEncode(value));
    }

    // As URLSearchParams writes it: blanks as +, and * - . _ as they are.
    private static string FormEncode(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);

    private static bool TryReadPage(QueryValues query, out (int? Limit, int Offset)? page, out string? reason)
    {
        page = null;
        reason = null;
        var limit = query.Integer("limit");
        var offset = query.Integer("offset");
        if (query.One("after") is { } after)
        {
            page = ReadAfter(after, limit);
            reason = page is null ? "Malformed after cursor, could not be parsed" : null;
            return page is not null;
        }

        if (limit is null && offset is null)
        {
            return true;
        }

        page = (limit, offset ?? 0);
        reason = limit == 0 ? "Invalid limit, must be greater than zero" : null;
        return reason is null;
    }

    private static (int? Limit, int Offset)? ReadAfter(string after, int? requested)
    {
        try
        {
            using var json = JsonDocument.Parse(CursorText.TryDecode(after, out var bytes) ? bytes : []);
            var limit = json.RootElement.TryGetProperty("limit", out var l) ? l.GetInt32() : requested;
            var offset = json.RootElement.TryGetProperty("offset", out var o) ? o.GetInt32() : 0;
            return limit is null or > 0 && offset >= 0 ? (limit, offset) : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static bool TryReadOrder(IReadOnlyList<string> parameters, out IReadOnlyList<OrderField> order, out string? reason)
    {
        var bad = parameters.FirstOrDefault(p => !OrderForm().IsMatch(p));
        reason = bad is null ? null : $"Invalid order parameter \"{bad}\", expected \"<asc or desc>:<field name>\"";
        order = bad is null ? [.. parameters.Select(p => new OrderField(p[(p.IndexOf(':', StringComparison.Ordinal) + 1)..], p[0] == 'd'))] : [];
        return bad is null;
    }

    [GeneratedRegex("^(asc|desc):(.+)$")]
    private static partial Regex OrderForm();
}
