using Catalog.Index.Rows;

namespace Catalog.Index.Query;

/// <summary>The key occurs, with any value or null.</summary>
public sealed record Exists(string Key) : Condition
{
    /// <summary>The key, in lower case.</summary>
    public string Key { get; } = LowerCase.Of(Key);
}
