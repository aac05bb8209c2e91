using System.Buffers;
using System.Text.Json;
using Catalog.Http.Answers;
using Catalog.Http.Requests;
using Catalog.Index;
using Catalog.Index.Query;

namespace Catalog.Http.Entities;

/// <summary>Answers by-query: <c>{items,totalItems,pageInfo}</c>.</summary>
internal static class EntityPage
{
    /// <summary>Largest answer without a field selection that is made complete before it is sent.</summary>
    public const int BufferedItems = 500;

    /// <summary>Finds and writes a page.</summary>
    public static async ValueTask<Answer> AnswerAsync(CatalogRequest request, ListRequest list, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        var page = snapshot.Find(list.Query with { Where = request.MaySee(list.Query.Where) }, list.Page);
        var docs = new int[page.Hits.Count];
        for (var i = 0; i < docs.Length; i++)
        {
            docs[i] = page.Hits[i].Doc;
        }

        var tail = Tail(list, page);
        if (list.Fields is null && docs.Length > BufferedItems)
        {
            return Streamed(snapshot, docs, tail);
        }

        var content = new SegmentedBuffer();
        content.Write("{\"items\":["u8);
        await EntityWriter.WriteAsync(snapshot, docs, list.Fields, content, cancellationToken);
        content.Write(tail);
        return new JsonAnswer { Status = 200, Content = content, Tagged = list.Fields is not null };
    }

    private static StreamedAnswer Streamed(IndexSnapshot snapshot, int[] docs, byte[] tail) => new()
    {
        Status = 200,
        Fill = async (pipe, cancellationToken) =>
        {
            pipe.Write("{\"items\":["u8);
            await new EntityWriter.StreamedList(snapshot, null, pipe).WriteAsync(docs, cancellationToken);
            await pipe.WriteAsync(tail, cancellationToken);
        },
    };

    private static byte[] Tail(ListRequest list, QueryPage page)
    {
        var total = list.Cursor?.Total ?? page.Total ?? 0;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("totalItems", total);
            json.WriteStartObject("pageInfo");
            if (NextCursor(list, page, total) is { } next)
            {
                json.WriteString("nextCursor", next.Encode());
            }

            if (PreviousCursor(list, page, total) is { } previous)
            {
                json.WriteString("prevCursor", previous.Encode());
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. "],"u8, .. buffer.WrittenSpan[1..]];
    }

    // Having come backwards there is always more ahead: the page that was left.
    private static QueryCursor? NextCursor(ListRequest list, QueryPage page, int total) =>
        page.Hits.Count > 0 && (page.HasMore || list.Cursor is { Backwards: true }) ? Cursor(list, page, page.Hits[^1].Position, backwards: false, total) : null;

    private static QueryCursor? PreviousCursor(ListRequest list, QueryPage page, int total) =>
        list.Cursor is { } came && page.Hits.Count > 0 && page.Hits[0].Position != came.First
            ? Cursor(list, page, page.Hits[0].Position, backwards: true, total)
            : null;

    private static QueryCursor Cursor(ListRequest list, QueryPage page, PagePosition from, bool backwards, int total) => new()
    {
        Where = list.Query.Where,
        Order = list.Query.Order,
        Text = list.Query.Text,
        From = from,
        First = list.Cursor?.First ?? page.Hits[0].Position,
        Backwards = backwards,
        Total = total,
    };
}
