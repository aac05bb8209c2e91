namespace Catalog.Index.Query;

/// <summary>How large a question may be; past these it is refused with a problem.</summary>
public sealed record QueryLimits
{
    /// <summary>The limits of a server that was not told otherwise.</summary>
    public static QueryLimits Default { get; } = new();

    /// <summary>Terms and values in one filter or predicate. Default 20,000.</summary>
    public int MaxTerms { get; init; } = 20_000;

    /// <summary>How deep a predicate may nest. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;
}
