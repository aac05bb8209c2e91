namespace Catalog.Sources.Files;

/// <summary>Limits on reading local files.</summary>
public sealed record FileReaderOptions
{
    /// <summary>Bytes in one file, from 1. Default 10 MiB.</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Bytes of all files that one location names together, from 1. Default 256 MiB.</summary>
    public long MaxTotalBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Files that one glob may match, from 1. Default 10,000.</summary>
    public int MaxFiles { get; init; } = 10_000;

    /// <summary>Time for one location, longer than zero; a pipe or a dead network mount can block for ever. Default 30 seconds.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
