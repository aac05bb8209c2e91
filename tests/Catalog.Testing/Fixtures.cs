using System.Text.Json;

namespace Catalog.Testing;

/// <summary>The files under <c>tests/fixtures</c>, found by walking up from the running test binary to the repository's root.</summary>
public static class Fixtures
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary><c>tests/fixtures</c>, absolute.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary><c>tests/fixtures/data</c>: real catalog files.</summary>
    public static string Data => PathOf("data");

    /// <summary><c>tests/fixtures/golden</c>: recorded answers and their input.</summary>
    public static string Golden => PathOf("golden");

    /// <summary>The absolute path of a fixture, given with forward slashes below <see cref="Root"/>.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A fixture's bytes.</summary>
    public static byte[] Bytes(string relative) => File.ReadAllBytes(PathOf(relative));

    /// <summary>A fixture's text.</summary>
    public static string Text(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>The lines of a JSON Lines fixture, each parsed; blank lines are skipped.</summary>
    public static IEnumerable<JsonElement> JsonLines(string relative) =>
        File.ReadLines(PathOf(relative)).Where(l => l.Length > 0).Select(l => JsonElement.Parse(l));

    /// <summary>Every file below a fixture folder, as paths relative to <see cref="Root"/> with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> FilesBelow(string folder, string pattern = "*") =>
        [.. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Catalog.Orleans.sln")))
            {
                return Path.Combine(at.FullName, "tests", "fixtures");
            }
        }

        throw new DirectoryNotFoundException($"No Catalog.Orleans.sln above {AppContext.BaseDirectory}: fixtures are read from the repository.");
    }
}
