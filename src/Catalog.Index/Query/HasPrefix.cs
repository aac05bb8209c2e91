using Catalog.Index.Rows;

namespace Catalog.Index.Query;

/// <summary>The key has a value that starts with this text.</summary>
public sealed record HasPrefix(string Key, string Prefix) : Condition
{
    /// <summary>The key, in lower case.</summary>
    public string Key { get; } = LowerCase.Of(Key);

    /// <summary>The text, in lower case.</summary>
    public string Prefix { get; } = LowerCase.Of(Prefix);
}
