namespace Catalog.Model;

/// <summary>One document of a catalog file: either a body, or problems, never both.</summary>
/// <param name="Body">The document as JSON, numbers, booleans and nulls typed as YAML's core schema types them; null when it has problems.</param>
/// <param name="Problems">What is wrong with it, each with its position.</param>
/// <param name="Origin">Where it stands, without the positions of its paths: those are found when they are asked for (<see cref="Locate"/>).</param>
public sealed record ParsedDocument(EntityBody? Body, IReadOnlyList<Problem> Problems, EntityOrigin Origin)
{
    internal Func<List<PathPosition>>? ReadPositions { get; init; }

    /// <summary>
    /// The origin together with the positions that these problems of the body point to, for keeping with an entity that is not
    /// good. Reads the document's text once more, which a good entity never costs.
    /// </summary>
    public EntityOrigin Locate(IReadOnlyList<Problem> problems)
    {
        if (ReadPositions is null || !problems.Any(p => p.Path is { Length: > 0 }))
        {
            return Origin;
        }

        var positions = ReadPositions();
        var known = positions.Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
        var wanted = problems.Select(p => Nearest(p.Path, known)).ToHashSet(StringComparer.Ordinal);
        return Origin with { Paths = [.. positions.Where(p => wanted.Contains(p.Path))] };
    }

    internal static ParsedDocument Bad(EntityOrigin origin, IReadOnlyList<Problem> problems) => new(null, problems, origin);

    private static string? Nearest(string? path, HashSet<string> known)
    {
        while (!string.IsNullOrEmpty(path) && !known.Contains(path))
        {
            path = path[..path.LastIndexOf('/')];
        }

        return path;
    }
}
