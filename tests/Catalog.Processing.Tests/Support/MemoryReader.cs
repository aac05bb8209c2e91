using System.Text;
using Catalog.Model;

namespace Catalog.Processing.Tests.Support;

/// <summary>Serves places from memory, with validators when asked to, and remembers what it was asked for.</summary>
internal sealed class MemoryReader : ILocationReader
{
    private readonly Dictionary<string, byte[]> _places = new(StringComparer.Ordinal);

    public List<(LocationRef Location, string? ETag)> Reads { get; } = [];

    public bool GivesETags { get; init; }

    public string this[string location]
    {
        set => _places[location] = Encoding.UTF8.GetBytes(value);
    }

    public void Set(string location, byte[] content) => _places[location] = content;

    public void Remove(string location) => _places.Remove(location);

    public bool CanRead(LocationRef location) => location.Type is "url" or "file";

    public ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken)
    {
        Reads.Add((location, etag));
        if (!_places.TryGetValue(location.ToString(), out var content))
        {
            return new(new LocationContent { Status = LocationStatus.NotFound });
        }

        var current = GivesETags ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)) : null;
        return new(current is not null && current == etag
            ? new LocationContent { Status = LocationStatus.NotModified, ETag = current }
            : new LocationContent { Status = LocationStatus.Found, Files = [new LocationFile(location.Target, content)], ETag = current });
    }
}
