using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.BadInput;

/// <summary>What can be wrong with a file that the command line or the configuration names.</summary>
public sealed class BadFileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public Task A_file_that_is_missing() => RefusedAsync(Path.Combine(_place.Folder, "missing.yaml"), "missing.yaml");

    [Fact]
    public Task A_directory_instead_of_a_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_place.Folder, "folder"));
        return RefusedAsync(folder.FullName, "director");
    }

    [Fact]
    public Task A_file_of_50_MB()
    {
        var path = Path.Combine(_place.Folder, "huge.yaml");
        using (var file = File.Create(path))
        {
            file.SetLength(50 * 1024 * 1024);
        }

        return RefusedAsync(path, "huge.yaml");
    }

    [Fact]
    public Task A_broken_document_is_told_with_file_line_and_column() =>
        RefusedAsync(_place.Write("broken.yaml", Yaml.Component("fine") + "---\nkind: Component\nmetadata:\n\tname: x\n"), "broken.yaml:12:1: YAML error: a tab");

    [Fact]
    public Task A_kind_that_the_rules_do_not_allow_from_there()
    {
        _place.Write("user.yaml", """
            apiVersion: backstage.io/v1alpha1
            kind: User
            metadata: { name: someone }
            spec: { memberOf: [] }
            """);
        var config = _place.Write("app-config.yaml", "catalog: { locations: [{ type: file, target: ./user.yaml }] }\n");
        return RefusedAsync(null, "User", "--config", config);
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_taken_where_the_rules_name_it()
    {
        _place.Write("pipeline.yaml", """
            apiVersion: larkspur.example/v1
            kind: Pipeline
            metadata: { name: nightly }
            spec: { anything: goes }
            """);
        var config = _place.Write("app-config.yaml", """
            catalog:
              locations: [{ type: file, target: ./pipeline.yaml, rules: [{ allow: [Pipeline] }] }]
            """);
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);

        await Eventually.Async(() => server.FindAsync("pipeline", "nightly"), entity => entity is not null, "the entity of an unknown kind");
    }

    /// <summary>The problem shows on the terminal, and a location beside the bad one is read.</summary>
    private async Task RefusedAsync(string? location, string expected, params string[] args)
    {
        var neighbour = _place.Write("neighbour.yaml", Yaml.Component("neighbour"));
        await using var server = await ServerProcess.StartAsync(
            _place.Data, [.. args, "--location", neighbour, .. location is null ? Array.Empty<string>() : ["--location", location]]);

        await Eventually.Async(() => server.FindAsync("component", "neighbour"), entity => entity is not null, "the neighbour");
        await Eventually.Async(
            () => Task.FromResult(server.Output), text => text.Contains(expected, StringComparison.OrdinalIgnoreCase) && text.Contains("1 problem", StringComparison.Ordinal), "the problem");
    }
}
