using System.Text.Json;
using Catalog.EndToEnd.Tests.ArchitectureTests;
using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.Starting;

public sealed class SampleTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Without_options_a_company_with_entities_of_every_kind_is_shown()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data);

        var kinds = await Eventually.Async(
            async () => (await server.EntitiesAsync()).CountBy(entity => entity.GetProperty("kind").GetString()!).ToDictionary(),
            kinds => kinds.Values.Sum() >= 64,
            "the whole sample");

        string[] expected = ["AiResource", "API", "Component", "Domain", "Group", "Location", "Resource", "System", "Template", "User"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), kinds.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(15, kinds["Component"]);
        Assert.Equal(8, kinds["API"]);
    }

    [Fact]
    public async Task The_terminal_says_what_is_there_what_is_wrong_and_what_to_try()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data);

        var output = await Eventually.Async(
            () => Task.FromResult(server.Output), text => text.Contains("curl", StringComparison.Ordinal), "the report");

        Assert.Matches(@"Component\s+15", output);
        Assert.Matches(@"User\s+9", output);
        Assert.Matches(@"1 problem", output);
        Assert.Matches(@"label-printer\.yaml:\d+:\d+: .*lifecycle", output);
        Assert.Contains($"curl '{server.Http.BaseAddress}api/catalog/entities", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relations_and_placeholders_of_the_sample_are_worked_out()
    {
        await using var server = await ServerProcess.StartAsync(_place.Data);

        var api = (await Eventually.Async(() => server.FindAsync("api", "orders-api"), found => found is not null, "orders-api"))!.Value;

        Assert.StartsWith("openapi: 3.1.0", api.GetProperty("spec").GetProperty("definition").GetString(), StringComparison.Ordinal);
        var relations = await Eventually.Async(
            async () => Relations((await server.FindAsync("api", "orders-api"))!.Value), found => found.Count == 5, "relations of orders-api");
        Assert.Equal(
            [
                "apiConsumedBy component:default/storefront-gateway", "apiConsumedBy component:default/subscription-service",
                "apiProvidedBy component:default/checkout-service", "ownedBy group:default/payments-team", "partOf system:default/checkout",
            ],
            relations);
    }

    [Fact]
    public async Task Mending_the_deliberate_error_while_the_server_runs_makes_the_entity_appear()
    {
        var source = Path.Combine(Repository.Root, "silo", "Catalog.Server", "sample");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            _place.Write(Path.GetRelativePath(source, file), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }

        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", Path.Combine(_place.Folder, "app-config.yaml"));
        await Eventually.Async(() => server.FindAsync("component", "parcel-service"), found => found is not null, "a neighbour");
        Assert.Null(await server.FindAsync("component", "label-printer"));

        var broken = Path.Combine(_place.Folder, "fulfilment", "label-printer.yaml");
        await File.WriteAllTextAsync(
            broken,
            (await File.ReadAllTextAsync(broken, TestContext.Current.CancellationToken)).Replace("  type: service", "  type: service\n  lifecycle: production", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        await Eventually.Async(() => server.FindAsync("component", "label-printer"), found => found is not null, "the mended entity");
        await Eventually.Async(
            () => Task.FromResult(server.Output), text => text.Contains("no problems", StringComparison.OrdinalIgnoreCase), "the good news on the terminal");
    }

    private static List<string> Relations(JsonElement entity) =>
        entity.TryGetProperty("relations", out var relations)
            ? [.. relations.EnumerateArray().Select(r => $"{r.GetProperty("type")} {r.GetProperty("targetRef")}")]
            : [];
}
