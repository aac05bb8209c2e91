using System.Text;

namespace Catalog.Model.Parsing;

/// <summary>
/// Removes the blanks of lines that hold nothing else. The parser stumbles over some of them (a tab between two keys, spaces in
/// an otherwise empty block scalar) where other YAML readers do not; nothing moves, since such lines hold no values.
/// </summary>
internal static class BlankLines
{
    /// <summary>False when there is no such line.</summary>
    public static bool TryEmpty(string text, out string emptied)
    {
        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny('\n', '\r') is var at and >= 0 ? at : rest.Length;
            result.Append(rest[..end].Trim(" \t").IsEmpty ? default : rest[..end]);
            rest = rest[end..];
            var breaks = rest.IndexOfAnyExcept('\n', '\r') is var next and >= 0 ? next : rest.Length;
            result.Append(rest[..breaks]);
            rest = rest[breaks..];
        }

        emptied = result.ToString();
        return emptied.Length < text.Length;
    }
}
