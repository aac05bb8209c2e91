namespace Catalog.Model;

/// <summary>Reads the text of a catalog file, multi-document YAML or JSON, into documents. No I/O.</summary>
public static class CatalogFile
{
    /// <summary>Splits and parses a file. Never throws for bad input: what is wrong comes back as problems of the document it is in.</summary>
    /// <param name="content">The file's bytes: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="file">The file's path or url, for positions.</param>
    /// <param name="limits">Sizes past which the file is refused.</param>
    /// <returns>The documents in order; empty documents are left out. Never holds more than <see cref="ParseLimits.MaxDocuments"/>.</returns>
    public static IReadOnlyList<ParsedDocument> Parse(ReadOnlyMemory<byte> content, string file, ParseLimits limits) =>
        throw new NotImplementedException();
}

/// <summary>One document of a catalog file: either a body, or problems, never both.</summary>
/// <param name="Body">The document as JSON, numbers, booleans and nulls typed as YAML's core schema types them; null when it has problems.</param>
/// <param name="Problems">What is wrong with it.</param>
/// <param name="Origin">Where it stands; its <see cref="EntityOrigin.Paths"/> hold every path of the document (keep them only where needed).</param>
public sealed record ParsedDocument(EntityBody? Body, IReadOnlyList<Problem> Problems, EntityOrigin Origin);

/// <summary>Limits on one catalog file, each with a clear error.</summary>
public sealed record ParseLimits
{
    /// <summary>Bytes in the file. Default 10 MiB.</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Documents in the file. Default 5,000.</summary>
    public int MaxDocuments { get; init; } = 5_000;

    /// <summary>Nesting depth. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Nodes of one document once its aliases are expanded. Default 200,000.</summary>
    public int MaxNodes { get; init; } = 200_000;
}
