namespace Catalog.Index;

/// <summary>The parts of an entity that a request wants: dotted paths, case-sensitive; keys that hold dots are found by trying longer keys.</summary>
public sealed class FieldSelection
{
    /// <summary>Reads paths such as <c>metadata.name</c>; false with the reason for one that no entity can have (<c>a[0]</c>).</summary>
    public static bool TryParse(IEnumerable<string> paths, out FieldSelection? selection, out string? reason) => throw new NotImplementedException();
}
