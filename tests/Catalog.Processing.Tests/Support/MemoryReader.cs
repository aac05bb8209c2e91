using System.Text;
using Catalog.Model;

namespace Catalog.Processing.Tests.Support;

/// <summary>Serves places from memory, with validators when asked to, and remembers what it was asked for.</summary>
internal sealed class MemoryReader : ILocationReader
{
    private readonly Dictionary<string, byte[]> _places = new(StringComparer.Ordinal);

    public List<(LocationRef Location, string? ETag)> Reads { get; } = [];

    public List<LocationRef> Forced { get; } = [];

    public bool GivesETags { get; init; }

    /// <summary>Another one gives validators that differ although the content is the same.</summary>
    public string Server { get; set; } = "";

    public string this[string location]
    {
        set => _places[location] = Encoding.UTF8.GetBytes(value);
    }

    public void Set(string location, byte[] content) => _places[location] = content;

    public void Remove(string location) => _places.Remove(location);

    public void SkipBackoff(LocationRef location) => Forced.Add(location);

    public bool CanRead(LocationRef location) => location.Type is "url" or "file";

    public ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        Reads.Add((location, etag));
        if (!_places.TryGetValue(location.ToString(), out var content))
        {
            return new(new LocationContent { Status = LocationStatus.NotFound });
        }

        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));
        var current = GivesETags ? hash + Server : null;
        return new(current is not null && etag?.StartsWith(hash, StringComparison.Ordinal) == true
            ? new LocationContent { Status = LocationStatus.NotModified, ETag = current }
            : new LocationContent { Status = LocationStatus.Found, Files = [new LocationFile(location.Target, content)], ETag = current });
    }
}
