using System.Text.RegularExpressions;

namespace Catalog.EndToEnd.Tests.ArchitectureTests;

public partial class HouseRules
{
    /// <summary>Its packages restore hardly anywhere; .ci/run builds it where they do.</summary>
    private const string BuiltByItself = "Catalog.Silo.Azure";

    /// <summary>Where a wait is no wait, or harms nobody.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["src/Catalog.Grains/Hosting/Activation.cs"] = "takes the result of a task that has completed",
        ["src/Catalog.Storage.Sqlite/SqliteCheckpointer.cs"] = "is disposed on the store's own writer thread",
    };

    [Fact]
    public void Every_project_says_in_a_readme_what_comes_in_and_what_goes_out() =>
        Assert.Empty(Repository.Products.Where(project => !File.Exists(Path.Combine(project.Folder, "README.md"))).Select(project => project.Name));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Catalog.Orleans.sln"));

        Assert.All(
            Repository.ProjectsBelow("src", "silo", "client", "tests"),
            project => Assert.Equal(project.Name != BuiltByItself, solution.Contains($"\"{project.Name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_filter_leaves_out_what_needs_Orleans_and_nothing_else()
    {
        var filter = File.ReadAllText(Path.Combine(Repository.Root, "Catalog.slnf"));
        var projects = Repository.ProjectsBelow("src", "silo", "client", "tests").ToList();
        var onOrleans = projects.Where(p => p.Packages.Any(IsOrleans)).Select(p => p.Name).ToHashSet();
        for (var before = 0; before < onOrleans.Count;)
        {
            before = onOrleans.Count;
            onOrleans.UnionWith(projects.Where(p => p.References.Any(onOrleans.Contains)).Select(p => p.Name));
        }

        Assert.All(projects, project => Assert.Equal(!onOrleans.Contains(project.Name), filter.Contains($"\\{project.Name}.csproj\"", StringComparison.Ordinal)));
        static bool IsOrleans(string package) => package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_is_injected_and_nothing_blocks_a_thread()
    {
        var offences = Repository.SourcesBelow("src")
            .Where(path => !Exceptions.ContainsKey(Path.GetRelativePath(Repository.Root, path)))
            .SelectMany(path => File.ReadLines(path).Select((line, i) => (Path: path, Number: i + 1, Line: line)))
            .Where(at => !at.Line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Forbidden().IsMatch(at.Line))
            .Select(at => $"{Path.GetRelativePath(Repository.Root, at.Path)}:{at.Number}: {at.Line.Trim()}");

        Assert.Empty(offences);
    }

    [Fact]
    public void An_exception_that_is_not_needed_any_more_is_removed() =>
        Assert.All(Exceptions.Keys, path => Assert.Matches(Forbidden(), File.ReadAllText(Path.Combine(Repository.Root, path))));

    [Theory]
    [InlineData("var now = DateTime.UtcNow;", true)]
    [InlineData("return DateTimeOffset.Now;", true)]
    [InlineData("Thread.Sleep(5);", true)]
    [InlineData("task.Wait();", true)]
    [InlineData("var x = ReadAsync().Result;", true)]
    [InlineData("task.GetAwaiter().GetResult();", true)]
    [InlineData("await gate.WaitAsync(token);", false)]
    [InlineData("var now = time.GetUtcNow();", false)]
    [InlineData("return TypedResults.Ok();", false)]
    public void The_check_knows_what_it_looks_for(string line, bool forbidden) => Assert.Equal(forbidden, Forbidden().IsMatch(line));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bThread\.Sleep\b|\.Wait\(\)|\)\.Result\b|[tT]ask\.Result\b|\.GetAwaiter\(\)\.GetResult\(\)")]
    private static partial Regex Forbidden();
}
