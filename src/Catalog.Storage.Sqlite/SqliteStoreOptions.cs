namespace Catalog.Storage.Sqlite;

/// <summary>Where the SQLite store keeps its data, and how much memory it may use for it.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The database file; it and its directory are made when missing. SQLite puts <c>-wal</c> and <c>-shm</c> files beside it.</summary>
    public required string Path { get; init; }

    /// <summary>How long a commit waits for another process that locks the file before it gives up. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory for the writer's page cache, in MiB: enough for the index of references (about 60 MiB at 740,000 entities). Default 96.</summary>
    public int WriterCacheMegabytes { get; init; } = 96;

    /// <summary>
    /// Memory for the page cache of each reader, in MiB; the operating system caches the file as well. Enough for the upper pages of the records
    /// (about 3 MiB at 740,000 entities). Default 4.
    /// </summary>
    public int ReaderCacheMegabytes { get; init; } = 4;
}
