namespace Catalog.Index;

/// <summary>What an operator may choose about the index.</summary>
public sealed record IndexOptions
{
    /// <summary>Bytes of final entities kept in memory beside the store. Default 128 MiB; 0 for none.</summary>
    public long EntityCacheBytes { get; init; } = 128L * 1024 * 1024;
}
