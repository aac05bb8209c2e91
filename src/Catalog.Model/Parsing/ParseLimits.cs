namespace Catalog.Model;

/// <summary>Limits on one catalog file, each with a clear error.</summary>
public sealed record ParseLimits
{
    /// <summary>Bytes in the file, and of one document's JSON once its aliases are expanded. Default 10 MiB.</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Documents in the file. Default 5,000.</summary>
    public int MaxDocuments { get; init; } = 5_000;

    /// <summary>Nesting depth. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Keys and values of one document once its aliases are expanded. Default 200,000.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Whether a document may also be a list or a single value, as in a file that an entity includes. Default false.</summary>
    public bool AnyRoot { get; init; }
}
