using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Catalog.Client.Http;

/// <summary>A JSON Lines body that is written while its lines come.</summary>
internal sealed class LinesContent : HttpContent
{
    private readonly IAsyncEnumerable<string> _lines;

    public LinesContent(IAsyncEnumerable<string> lines)
    {
        _lines = lines;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await foreach (var line in _lines.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync((line + '\n').AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
