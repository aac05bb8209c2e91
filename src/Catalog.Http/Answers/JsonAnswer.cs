using System.Text.Encodings.Web;
using System.Text.Json;
using Catalog.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace Catalog.Http.Answers;

/// <summary>A JSON answer that is complete before the first byte leaves, so that it has a length and, where the contract wants one, an ETag.</summary>
internal sealed class JsonAnswer : Answer
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The bytes; belong to the answer.</summary>
    public required SegmentedBuffer Content { get; init; }

    /// <summary>Whether the answer carries an ETag.</summary>
    public bool Tagged { get; init; } = true;

    /// <summary>An answer written with a JSON writer.</summary>
    public static JsonAnswer Of(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var content = new SegmentedBuffer();
        using (var json = Writer(content))
        {
            write(json);
        }

        return new JsonAnswer { Status = status, Content = content };
    }

    /// <summary>A JSON writer that leaves text as it is, as JSON.stringify does.</summary>
    public static Utf8JsonWriter Writer(SegmentedBuffer content) => new(content, WriterOptions);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        using (Content)
        {
            var response = request.Http.Response;
            response.StatusCode = Status;
            if (Tagged)
            {
                var tag = EntityTag.Of(Content);
                response.Headers.ETag = tag;
                if (Status is >= 200 and < 300 && EntityTag.IsFresh(request.Http.Request, tag))
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    return;
                }
            }

            await WriteBodyAsync(request.Http, cancellationToken);
        }
    }

    private async ValueTask WriteBodyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var response = http.Response;
        ResponseHeaders.MarkJson(response);
        if (Content.Length >= ContentCoding.Threshold && ContentCoding.Choose(http.Request) is { } coding)
        {
            response.Headers.ContentEncoding = coding;
            await using var compressed = ContentCoding.Wrap(coding, response.Body);
            foreach (var piece in Content.Pieces)
            {
                await compressed.WriteAsync(piece, cancellationToken);
            }

            return;
        }

        response.ContentLength = Content.Length;
        foreach (var piece in Content.Pieces)
        {
            await response.BodyWriter.WriteAsync(piece, cancellationToken);
        }
    }
}
