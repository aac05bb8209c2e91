using Catalog.Model;

namespace Catalog.Processing;

/// <summary>Fetches what is at a place. Implemented by Catalog.Sources (files, urls); decorated by the source grain (limits, back-off).</summary>
public interface ILocationReader
{
    /// <summary>Whether this reader serves the location's type.</summary>
    bool CanRead(LocationRef location);

    /// <summary>Reads a place; what goes wrong comes back as a value.</summary>
    /// <param name="location">An absolute target; a file target may be a glob.</param>
    /// <param name="etag">What <see cref="LocationContent.ETag"/> said last time; null to read without condition.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<LocationContent> ReadAsync(LocationRef location, string? etag, CancellationToken cancellationToken);

    /// <summary>Lets the next read of a place start in spite of earlier failures: somebody asked for it. Not in spite of the other side's own wish.</summary>
    void SkipBackoff(LocationRef location)
    {
    }
}

/// <summary>What a read gave.</summary>
public sealed record LocationContent
{
    /// <summary>How it went.</summary>
    public required LocationStatus Status { get; init; }

    /// <summary>The files; one, or with a glob any number, ordered by target. Empty unless <see cref="LocationStatus.Found"/>.</summary>
    public IReadOnlyList<LocationFile> Files { get; init; } = [];

    /// <summary>An opaque validator for the next read (made of ETag, Last-Modified, or a hash of the content).</summary>
    public string? ETag { get; init; }

    /// <summary>Why, unless <see cref="LocationStatus.Found"/> or <see cref="LocationStatus.NotModified"/>.</summary>
    public Problem? Problem { get; init; }

    /// <summary>When the other side asked to be left alone for that long.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One file that was read.</summary>
/// <param name="Target">Its own absolute path or url; for a url, the one asked for, not the one redirected to.</param>
/// <param name="Content">Its bytes; belong to the receiver.</param>
public sealed record LocationFile(string Target, ReadOnlyMemory<byte> Content);

/// <summary>How a read went.</summary>
public enum LocationStatus
{
    /// <summary>There is content.</summary>
    Found,

    /// <summary>The same as at the last read.</summary>
    NotModified,

    /// <summary>Nothing is there; not an error where <c>presence</c> is optional.</summary>
    NotFound,

    /// <summary>It could not be read: refused, too large, too slow, not allowed.</summary>
    Failed,
}
