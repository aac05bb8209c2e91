using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Catalog.Index;

/// <summary>
/// The parts of an entity that a request wants: dotted paths, case-sensitive; keys that hold dots are found by trying longer keys.
/// What is wanted comes in the order of the paths.
/// </summary>
public sealed class FieldSelection
{
    private FieldSelection(IReadOnlyList<string> paths)
    {
        Paths = paths;
        Parts = [.. paths.Select(path => path.Split('.').Select(Encoding.UTF8.GetBytes).ToArray())];
    }

    /// <summary>The paths, without repeats.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The paths cut at their dots, in UTF-8.</summary>
    internal byte[][][] Parts { get; }

    /// <summary>Reads paths such as <c>metadata.name</c>, also several separated by commas; false with the reason for one that no entity can have (<c>a[0]</c>).</summary>
    /// <param name="paths">The paths as given; blank ones are left out.</param>
    /// <param name="selection">The selection; null when no path is left, which asks for everything.</param>
    /// <param name="reason">Why not.</param>
    public static bool TryParse(IEnumerable<string> paths, out FieldSelection? selection, [NotNullWhen(false)] out string? reason)
    {
        var wanted = new List<string>();
        foreach (var path in paths.SelectMany(p => p.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!wanted.Contains(path))
            {
                wanted.Add(path);
            }
        }

        var bad = wanted.Find(path => path.Contains('[', StringComparison.Ordinal));
        reason = bad is null ? null : $"Invalid field \"{bad}\", array type fields are not supported";
        selection = bad is null && wanted.Count > 0 ? new FieldSelection(wanted) : null;
        return bad is null;
    }
}
