namespace Catalog.Sources.Files;

/// <summary>
/// The target of a <c>file</c> location: a path, or a glob with <c>*</c>, <c>**</c>, <c>?</c>, <c>[a-z]</c> and <c>{a,b}</c>. As in Backstage,
/// wildcards leave out names that start with a dot, and <c>**</c> does not follow links to folders.
/// </summary>
internal sealed class FileTarget
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };
    private readonly IReadOnlyList<GlobSegment[]> _patterns;

    /// <param name="path">An absolute path or glob.</param>
    public FileTarget(string path)
    {
        Path = path;
        var pattern = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        var root = System.IO.Path.GetPathRoot(path) ?? "/";
        Root = root;
        _patterns = [.. BraceExpansion.Expand(pattern)
            .Select(p => p[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => new GlobSegment(s)).ToArray())];
        IsGlob = _patterns.Count > 1 || _patterns.Any(p => p.Any(s => !s.IsLiteral));
    }

    /// <summary>As given.</summary>
    public string Path { get; }

    /// <summary>Whether the path has wildcards. A file that has this very name wins over what it would match.</summary>
    public bool IsGlob { get; }

    private string Root { get; }

    /// <summary>The folder below which all matches lie, and whether they may lie deeper than directly in it.</summary>
    public (string Folder, bool Deep) Scope()
    {
        var literal = _patterns[0].TakeWhile((s, i) => s.IsLiteral && i < _patterns[0].Length - 1).Select(s => s.Text).ToList();
        foreach (var pattern in _patterns.Skip(1))
        {
            literal = [.. literal.TakeWhile((text, i) => i < pattern.Length - 1 && pattern[i].IsLiteral && pattern[i].Text == text)];
        }

        return (System.IO.Path.Join([Root, .. literal]), _patterns.Any(p => p.Length > literal.Count + 1));
    }

    /// <summary>The files that are there, each once, in no order, lazily; none when the path is not there or names a folder.</summary>
    public IEnumerable<string> Files(CancellationToken cancellationToken)
    {
        if (!IsGlob || File.Exists(Path))
        {
            return File.Exists(Path) ? [Path] : [];
        }

        return _patterns.SelectMany(p => Walk(Root, p, 0, cancellationToken)).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Walk(string folder, GlobSegment[] pattern, int at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var segment = pattern[at];
        var last = at == pattern.Length - 1;
        if (segment.IsAnyDepth)
        {
            var here = last ? Entries(folder, folders: false).Where(segment.Matches) : Walk(folder, pattern, at + 1, cancellationToken);
            return here.Concat(Entries(folder, folders: true)
                .Where(f => segment.Matches(f) && !IsLink(f))
                .SelectMany(f => Walk(f, pattern, at, cancellationToken)));
        }

        if (segment.IsLiteral)
        {
            var path = System.IO.Path.Join(folder, segment.Text);
            return last ? File.Exists(path) ? [path] : []
                : Directory.Exists(path) ? Walk(path, pattern, at + 1, cancellationToken) : [];
        }

        var matches = Entries(folder, folders: !last).Where(segment.Matches);
        return last ? matches : matches.SelectMany(f => Walk(f, pattern, at + 1, cancellationToken));
    }

    private static string[] Entries(string folder, bool folders)
    {
        try
        {
            return folders ? Directory.GetDirectories(folder, "*", Everything) : Directory.GetFiles(folder, "*", Everything);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // Deleted while we walked.
        }
    }

    private static bool IsLink(string folder) => (File.GetAttributes(folder) & FileAttributes.ReparsePoint) != 0;
}
