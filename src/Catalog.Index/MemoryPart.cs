namespace Catalog.Index;

/// <summary>A part of the index and the memory it holds.</summary>
/// <param name="What">What it is, and how many of it.</param>
/// <param name="Bytes">About how many bytes.</param>
public sealed record MemoryPart(string What, long Bytes);
