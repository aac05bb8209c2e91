using System.Net;
using System.Text.RegularExpressions;
using Catalog.Testing;

namespace Catalog.Client.Tests.Examples;

/// <summary>The examples in a project's doc comments and README. What is compiled beside the tests has each of them, line by line.</summary>
internal static partial class DocExamples
{
    private static readonly string s_repository = Path.Combine(Fixtures.Root, "..", "..");

    /// <summary>The examples of a project that do not occur in a source file.</summary>
    /// <param name="project">For example <c>client/Catalog.Client</c>.</param>
    /// <param name="compiled">The source file, from the repository's root.</param>
    /// <param name="found">How many examples there are.</param>
    public static IReadOnlyList<string> NotCompiled(string project, string compiled, out int found)
    {
        var source = Lines(File.ReadAllText(Path.Combine(s_repository, compiled)));
        string[] examples = [.. Directory.GetFiles(Path.Combine(s_repository, project), "*.cs", SearchOption.AllDirectories).SelectMany(InComments), .. InReadme(project)];
        found = examples.Length;
        return [.. examples.Where(example => !source.Contains(Lines(example), StringComparison.Ordinal))];
    }

    private static IEnumerable<string> InComments(string file)
    {
        var comments = string.Join('\n', File.ReadLines(file).Select(l => l.Trim()).Where(l => l.StartsWith("///", StringComparison.Ordinal)).Select(l => l[3..]));
        return Code().Matches(comments).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value));
    }

    private static IEnumerable<string> InReadme(string project) =>
        Fenced().Matches(File.ReadAllText(Path.Combine(s_repository, project, "README.md"))).Select(m => m.Groups[1].Value);

    private static string Lines(string text) => string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("<code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
