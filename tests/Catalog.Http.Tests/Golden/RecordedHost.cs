using Catalog.Model;
using Catalog.Processing;

namespace Catalog.Http.Tests.Golden;

/// <summary>Reads what the recording knows as <c>127.0.0.1:7099</c> from the port that the files are really served on.</summary>
internal sealed class RecordedHost(ILocationReader inner, string host) : ILocationReader
{
    private const string Recorded = "127.0.0.1:7099";

    public bool CanRead(LocationRef location) => inner.CanRead(location);

    public async ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        var content = await inner.ReadAsync(location with { Target = location.Target.Replace(Recorded, host, StringComparison.Ordinal) }, etag, cancellationToken);
        return content with
        {
            Files = [.. content.Files.Select(f => f with { Target = Back(f.Target) })],
            Problem = content.Problem is { } problem ? problem with { Message = Back(problem.Message) } : null,
        };
    }

    private string Back(string text) => text.Replace(host, Recorded, StringComparison.Ordinal);
}
