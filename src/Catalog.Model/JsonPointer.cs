namespace Catalog.Model;

/// <summary>Paths into a JSON document as RFC 6901 writes them: <c>/metadata/annotations/example.org~1key</c>.</summary>
public static class JsonPointer
{
    /// <summary>A property's name as one step of a path: <c>~</c> and <c>/</c> are escaped.</summary>
    public static string Escape(string name) =>
        name.AsSpan().ContainsAny('~', '/') ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : name;
}
