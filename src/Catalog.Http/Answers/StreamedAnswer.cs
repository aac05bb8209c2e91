using System.IO.Pipelines;
using Catalog.Http.Requests;

namespace Catalog.Http.Answers;

/// <summary>A JSON answer of any size, written while it is made: no length and no ETag. The writer is flushed by whoever fills it.</summary>
internal sealed class StreamedAnswer : Answer
{
    /// <summary>Writes the body.</summary>
    public required Func<PipeWriter, CancellationToken, ValueTask> Fill { get; init; }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(CatalogRequest request, CancellationToken cancellationToken)
    {
        var response = request.Http.Response;
        response.StatusCode = Status;
        ResponseHeaders.MarkJson(response);
        if (ContentCoding.Choose(request.Http.Request) is not { } coding)
        {
            await Fill(response.BodyWriter, cancellationToken);
            return;
        }

        response.Headers.ContentEncoding = coding;
        await using var compressed = ContentCoding.Wrap(coding, response.Body);
        var writer = PipeWriter.Create(compressed, new StreamPipeWriterOptions(leaveOpen: true));
        await Fill(writer, cancellationToken);
        await writer.CompleteAsync();
    }
}
