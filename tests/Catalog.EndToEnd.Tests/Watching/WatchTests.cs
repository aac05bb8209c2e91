using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.Watching;

/// <summary>Files that change while the server runs.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_changed_file_shows_without_a_restart()
    {
        var file = _place.Write("one.yaml", Yaml.Component("one", owner: "before"));
        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", file);
        await OwnerAsync(server, "one", "before");

        _place.Write("one.yaml", Yaml.Component("one", owner: "after"));

        await OwnerAsync(server, "one", "after");
    }

    [Fact]
    public async Task Files_that_come_and_go_below_a_glob_are_noticed()
    {
        _place.Write("parts/a.yaml", Yaml.Component("a"));
        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", Path.Combine(_place.Folder, "parts", "**", "*.yaml"));
        await Eventually.Async(() => server.FindAsync("component", "a"), found => found is not null, "the first file");

        var second = _place.Write("parts/deeper/b.yaml", Yaml.Component("b"));
        await Eventually.Async(() => server.FindAsync("component", "b"), found => found is not null, "the new file");

        File.Delete(second);
        await Eventually.Async(() => server.FindAsync("component", "b"), found => found is null, "the file that went");
        Assert.NotNull(await server.FindAsync("component", "a"));
    }

    [Fact]
    public async Task A_file_that_a_location_of_a_file_points_to_is_watched_too()
    {
        _place.Write("team/part.yaml", Yaml.Component("part", owner: "before"));
        var root = _place.Write("root.yaml", Yaml.Location("root", "./team/part.yaml"));
        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", root);
        await OwnerAsync(server, "part", "before");

        _place.Write("team/part.yaml", Yaml.Component("part", owner: "after"));

        await OwnerAsync(server, "part", "after");
    }

    [Fact]
    public async Task A_text_that_a_placeholder_names_is_watched_too()
    {
        _place.Write("spec.txt", "first");
        var file = _place.Write("api.yaml", """
            apiVersion: backstage.io/v1alpha1
            kind: API
            metadata: { name: api }
            spec: { type: openapi, lifecycle: production, owner: team, definition: { $text: ./spec.txt } }
            """);
        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", file);
        await DefinitionAsync(server, "first");

        _place.Write("spec.txt", "second");

        await DefinitionAsync(server, "second");
    }

    [Fact]
    public async Task A_file_that_breaks_keeps_the_last_good_version_until_it_is_mended()
    {
        var file = _place.Write("one.yaml", Yaml.Component("one", owner: "good"));
        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", file);
        await OwnerAsync(server, "one", "good");

        _place.Write("one.yaml", "kind: [Component\n");
        await Eventually.Async(
            () => Task.FromResult(server.Output), text => text.Contains("one.yaml:", StringComparison.Ordinal), "the problem on the terminal");
        await OwnerAsync(server, "one", "good");

        _place.Write("one.yaml", Yaml.Component("one", owner: "better"));
        await OwnerAsync(server, "one", "better");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("kind: [Component\n")]
    public async Task A_file_that_was_missing_or_broken_from_the_start_is_read_as_soon_as_it_is_good(string? before)
    {
        var file = Path.Combine(_place.Folder, "late.yaml");
        if (before is not null)
        {
            _place.Write("late.yaml", before);
        }

        await using var server = await ServerProcess.StartAsync(_place.Data, "--location", file);
        await Eventually.Async(() => Task.FromResult(server.Output), text => text.Contains("1 problem", StringComparison.Ordinal), "the problem on the terminal");

        _place.Write("late.yaml", Yaml.Component("late", owner: "now"));

        await OwnerAsync(server, "late", "now");
    }

    private static async Task OwnerAsync(ServerProcess server, string name, string owner) => await Eventually.Async(
        async () => (await server.FindAsync("component", name))?.GetProperty("spec").GetProperty("owner").GetString(), found => found == owner, $"owner {owner}");

    private static async Task DefinitionAsync(ServerProcess server, string text) => await Eventually.Async(
        async () => (await server.FindAsync("api", "api"))?.GetProperty("spec").GetProperty("definition").GetString(), found => found == text, $"definition {text}");
}
