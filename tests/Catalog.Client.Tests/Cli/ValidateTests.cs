using Catalog.Cli;

namespace Catalog.Client.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private const string Good = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: shop
        spec:
          type: service
          lifecycle: production
          owner: team-a

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_good_file_has_no_problems()
    {
        var run = await CommandLine.RunAsync("validate", Write("a.yaml", Good));

        Assert.Equal(new CommandLine(ExitCode.Ok, "1 entity, 0 problems\n", ""), run);
    }

    [Fact]
    public async Task Problems_are_told_with_file_line_and_column()
    {
        var path = Write("a.yaml", Good + "---\n" + Good.Replace("name: shop", "name: not good", StringComparison.Ordinal).Replace("  owner: team-a\n", "", StringComparison.Ordinal));

        var run = await CommandLine.RunAsync("validate", path);

        Assert.Equal(ExitCode.No, run.Code);
        Assert.Contains($"{path}:13:3: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("owner", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 entities, 2 problems\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_yaml_is_told_with_its_place_and_its_neighbours_are_checked()
    {
        var path = Write("a.yaml", "kind: [unclosed\n---\n" + Good);

        var run = await CommandLine.RunAsync("validate", path);

        Assert.StartsWith($"{path}:", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 entities, 1 problem\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_elsewhere_is_taken_to_be_right()
    {
        var api = Good.Replace("Component", "API", StringComparison.Ordinal) + "  definition:\n    $text: ./openapi.yaml\n";

        Assert.Equal(ExitCode.Ok, (await CommandLine.RunAsync("validate", Write("a.yaml", api))).Code);
        Assert.Equal(ExitCode.No, (await CommandLine.RunAsync("validate", Write("b.yaml", api.Replace("$text", "text", StringComparison.Ordinal)))).Code);
    }

    [Fact]
    public async Task The_same_entity_twice_is_told_with_both_places()
    {
        var (a, b) = (Write("a.yaml", Good), Write("b.yaml", Good));

        var run = await CommandLine.RunAsync("validate", a, b);

        Assert.Equal($"{b}:1:1: component:default/shop is already at {a}:1:1; the catalog keeps one of them\n2 entities, 1 problem\n", run.Output);
    }

    [Fact]
    public async Task A_kind_of_ones_own_can_be_named()
    {
        var path = Write("a.yaml", Good.Replace("Component", "Gadget", StringComparison.Ordinal));

        Assert.Equal(ExitCode.No, (await CommandLine.RunAsync("validate", path)).Code);
        Assert.Equal(ExitCode.Ok, (await CommandLine.RunAsync("validate", "--kind", "Gadget", "--", path)).Code);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_problems()
    {
        var missing = Path.Join(_folder, "missing.yaml");

        Assert.Contains($"{missing}:1:1: the file could not be read, it does not exist", (await CommandLine.RunAsync("validate", missing)).Output, StringComparison.Ordinal);
        Assert.Contains("it is a directory; name the files in it", (await CommandLine.RunAsync("validate", _folder)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_50_megabytes_is_refused()
    {
        var path = Path.Join(_folder, "big.yaml");
        await using (var file = File.Create(path))
        {
            file.SetLength(50 * 1024 * 1024);
        }

        Assert.Contains("the file is 52,428,800 bytes; the limit is 10,485,760", (await CommandLine.RunAsync("validate", path)).Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Join(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
