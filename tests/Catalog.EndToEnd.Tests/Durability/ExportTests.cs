using Catalog.Cli;
using Catalog.EndToEnd.Tests.Hosting;

namespace Catalog.EndToEnd.Tests.Durability;

/// <summary>A whole catalog as JSON Lines, out of one server and into another.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Workplace _from = new();
    private readonly Workplace _to = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task What_is_exported_from_one_catalog_and_imported_into_another_is_the_same_catalog()
    {
        await using var from = await ServerProcess.StartAsync(_from.Data);
        await Eventually.Async(() => from.FindAsync("component", "checkout-service"), found => found is not null, "the sample");
        await Eventually.Async(async () => (await from.GetAsync("/.backstage/health/v1/readiness")).GetProperty("settled").GetBoolean(), settled => settled, "the sample as a whole");
        var file = Path.Combine(_from.Folder, "catalog.jsonl");
        var exported = await RunAsync("export", "--to", file, "--server", $"{from.Http.BaseAddress}");
        Assert.Equal(ExitCode.Ok, exported.Code);

        var config = _to.Write("app-config.yaml", "catalog: { rules: [ { allow: [Component, API, Resource, System, Domain, Group, User, Template, AiResource] } ] }\n");
        await using var to = await ServerProcess.StartAsync(_to.Data, "--config", config);
        var imported = await RunAsync("import", file, "--source", "moved", "--server", $"{to.Http.BaseAddress}");
        Assert.Equal((ExitCode.Ok, ""), (imported.Code, imported.Error));
        Assert.Contains(" 0 removed, 0 refused", imported.Output, StringComparison.Ordinal);
        var back = Path.Combine(_to.Folder, "again.jsonl");
        await RunAsync("export", "--to", back, "--server", $"{to.Http.BaseAddress}");
        Assert.Equal(LinesOf(file).Where(line => !line.Contains("\"kind\":\"Location\"", StringComparison.Ordinal)), LinesOf(back));
        Assert.NotEmpty((await to.FindAsync("component", "checkout-service"))!.Value.GetProperty("relations").EnumerateArray());

        var again = await RunAsync("import", file, "--source", "moved", "--server", $"{to.Http.BaseAddress}");
        Assert.StartsWith("0 entities new or changed, 0 removed", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_refused_are_named()
    {
        await using var server = await ServerProcess.StartAsync(_to.Data, "--config", _to.Write("app-config.yaml", "catalog: {}\n"));
        var file = _to.Write("broken.jsonl", "{\"kind\":\nnonsense\n");
        var imported = await RunAsync("import", file, "--server", $"{server.Http.BaseAddress}");
        Assert.Equal(ExitCode.No, imported.Code);
        Assert.Contains("refused: entity 2: It is not JSON", imported.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> LinesOf(string file) => File.ReadAllLines(file).Order(StringComparer.Ordinal);

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CatalogCommand.RunAsync(args, output, error, Token);
        return (code, output.ToString(), error.ToString());
    }
}
