using System.Xml.Linq;
using Catalog.Testing;

namespace Catalog.EndToEnd.Tests.ArchitectureTests;

/// <summary>The repository as files: what the architecture tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Fixtures.Root, "..", ".."));

    /// <summary>The projects of the product: everything below src, silo and client.</summary>
    public static IReadOnlyList<ProjectFile> Products { get; } = [.. ProjectsBelow("src", "silo", "client")];

    public static IEnumerable<ProjectFile> ProjectsBelow(params string[] folders) =>
        folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(path => new ProjectFile(path));

    public static IEnumerable<string> SourcesBelow(params string[] folders) =>
        folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
}

/// <summary>One project file, and what it refers to.</summary>
internal sealed class ProjectFile(string path)
{
    private readonly XDocument _xml = XDocument.Load(path);

    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    public string Folder { get; } = System.IO.Path.GetDirectoryName(path)!;

    public IReadOnlyList<string> References =>
        [.. Includes("ProjectReference").Select(include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))];

    public IReadOnlyList<string> Packages => Includes("PackageReference");

    /// <summary>Whether its code knows the web framework. A reference to the framework alone may be for logging and options, which it brings along.</summary>
    public bool UsesAspNet =>
        _xml.Root!.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web"
        || Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Any(path => File.ReadLines(path).Any(line => line.Contains("Microsoft.AspNetCore.", StringComparison.Ordinal)));

    private List<string> Includes(string item) => [.. _xml.Descendants(item).Select(e => e.Attribute("Include")!.Value)];
}
