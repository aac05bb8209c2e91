using System.Text.RegularExpressions;

namespace Catalog.EndToEnd.Tests.ArchitectureTests;

public partial class HouseRules
{
    [Fact]
    public void Every_project_says_in_a_readme_what_comes_in_and_what_goes_out() =>
        Assert.Empty(Repository.Products.Where(project => !File.Exists(Path.Combine(project.Folder, "README.md"))).Select(project => project.Name));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Catalog.Orleans.sln"));

        Assert.All(
            Repository.ProjectsBelow("src", "silo", "client", "tests"),
            project => Assert.Contains($"\"{project.Name}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void The_clock_is_injected_and_nothing_blocks_a_thread()
    {
        var offences = Repository.SourcesBelow("src")
            .SelectMany(path => File.ReadLines(path).Select((line, i) => (Path: path, Number: i + 1, Line: line)))
            .Where(at => !at.Line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Forbidden().IsMatch(at.Line))
            .Select(at => $"{Path.GetRelativePath(Repository.Root, at.Path)}:{at.Number}: {at.Line.Trim()}");

        Assert.Empty(offences);
    }

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
