using Catalog.Model;

namespace Catalog.Processing;

/// <summary>The readers, asked in order until one serves a place.</summary>
internal sealed class LocationReaders(IEnumerable<ILocationReader> readers)
{
    private readonly ILocationReader[] _readers = [.. readers];

    public ILocationReader? Find(LocationRef location)
    {
        foreach (var reader in _readers)
        {
            if (reader.CanRead(location))
            {
                return reader;
            }
        }

        return null;
    }

    public ValueTask<LocationContent> ReadAsync(LocationRef location, bool forced, CancellationToken cancellationToken)
    {
        if (Find(location) is not { } reader)
        {
            return new(new LocationContent { Status = LocationStatus.Failed, Problem = new Problem($"no reader serves locations of type '{location.Type}'") });
        }

        if (forced) reader.SkipBackoff(location);
        return reader.ReadAsync(location, null, cancellationToken);
    }
}
