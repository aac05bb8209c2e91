namespace Catalog.Storage;

/// <summary>A processed body, and which record it is of.</summary>
/// <param name="Sequence">The sequence of the record: greater than the one asked for when that was replaced; 0 where the entity is gone.</param>
/// <param name="Utf8">The body as UTF-8 JSON; empty where the entity is gone, or was never processed well.</param>
public readonly record struct ProcessedBody(long Sequence, ReadOnlyMemory<byte> Utf8);
