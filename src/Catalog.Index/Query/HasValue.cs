using Catalog.Index.Rows;

namespace Catalog.Index.Query;

/// <summary>The key has one of these values; with none, nothing.</summary>
public sealed record HasValue(string Key, IReadOnlyList<string> Values) : Condition
{
    /// <summary>The key, in lower case.</summary>
    public string Key { get; } = LowerCase.Of(Key);

    /// <summary>The values, in lower case.</summary>
    public IReadOnlyList<string> Values { get; } = [.. Values.Select(LowerCase.Of)];
}
