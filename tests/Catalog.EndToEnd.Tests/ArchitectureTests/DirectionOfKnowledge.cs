namespace Catalog.EndToEnd.Tests.ArchitectureTests;

/// <summary>Which room may know which: a project may refer to those in its row and to no other. ARCHITECTURE.md draws the same table.</summary>
public class DirectionOfKnowledge
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Catalog.Model"] = [],
        ["Catalog.Processing"] = ["Catalog.Model"],
        ["Catalog.Storage"] = ["Catalog.Model"],
        ["Catalog.Storage.Sqlite"] = ["Catalog.Storage", "Catalog.Model"],
        ["Catalog.Storage.Postgres"] = ["Catalog.Storage", "Catalog.Model"],
        ["Catalog.Index"] = ["Catalog.Storage", "Catalog.Model"],
        ["Catalog.Search"] = ["Catalog.Storage", "Catalog.Index", "Catalog.Model"],
        ["Catalog.Sources"] = ["Catalog.Processing", "Catalog.Model"],
        ["Catalog.Grains"] = ["Catalog.Processing", "Catalog.Storage", "Catalog.Index", "Catalog.Model"],
        ["Catalog.Orleans"] = ["Catalog.Grains", "Catalog.Processing", "Catalog.Storage", "Catalog.Index", "Catalog.Model"],
        ["Catalog.Http"] = ["Catalog.Grains", "Catalog.Processing", "Catalog.Storage", "Catalog.Index", "Catalog.Search", "Catalog.Model"],
        ["Catalog.Client"] = ["Catalog.Model"],
        ["Catalog.Client.Orleans"] = ["Catalog.Client", "Catalog.Model"],
        ["Catalog.Cli"] = ["Catalog.Client", "Catalog.Model", "Catalog.Processing", "Catalog.Sources"],
    };

    private static readonly Dictionary<string, string[]> MayUsePackage = new()
    {
        ["YamlDotNet"] = ["Catalog.Model", "Catalog.Server", "Catalog.Cli"],
        ["SQLitePCLRaw.bundle_e_sqlite3"] = ["Catalog.Storage.Sqlite"],
        ["Npgsql"] = ["Catalog.Storage.Postgres", "Catalog.Silo"],
        ["OpenTelemetry"] = ["Catalog.Server", "Catalog.Silo"],
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = ["Catalog.Server", "Catalog.Silo"],
        ["Microsoft.Orleans.Server"] = ["Catalog.Orleans", "Catalog.Silo"],
        ["Microsoft.Orleans.Client"] = ["Catalog.Client.Orleans"],
        ["Microsoft.Orleans.Dashboard"] = ["Catalog.Silo"],
        ["Microsoft.Orleans.Clustering.AdoNet"] = ["Catalog.Silo"],
        ["Microsoft.Orleans.Clustering.AzureStorage"] = ["Catalog.Silo.Azure"],
        ["System.CommandLine"] = ["Catalog.Cli", "Catalog.Server"],
    };

    private static readonly Dictionary<string, string[]> MayKnowHost = new() { ["Catalog.Silo"] = ["Catalog.Server"], ["Catalog.Silo.Azure"] = ["Catalog.Silo"] };

    private static readonly string[] MayServeHttp = ["Catalog.Http", "Catalog.Server", "Catalog.Silo", "Catalog.Silo.Azure"];

    public static TheoryData<string> Projects => [.. Repository.Products.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_rooms_below_it(string name)
    {
        var project = Repository.Products.Single(p => p.Name == name);

        // The hosts are where everything is put together, so they may know every room; nobody may know a host, but the silo, which is the server on a cluster, and a silo with more packages.
        var allowed = project.Folder.Contains("/silo/", StringComparison.Ordinal)
            ? [.. MayKnow.Keys, .. MayKnowHost.GetValueOrDefault(name, [])]
            : MayKnow.GetValueOrDefault(name) ?? throw new InvalidOperationException($"{name} is a new room: say in this table what it may know.");

        Assert.Empty(project.References.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_is_used_only_where_it_belongs(string name)
    {
        var project = Repository.Products.Single(p => p.Name == name);

        Assert.All(project.Packages, package => Assert.Contains(name, MayUsePackage.GetValueOrDefault(package, [])));
    }

    [Fact]
    public void Only_the_http_room_and_the_hosts_know_the_web_framework() =>
        Assert.Empty(Repository.Products.Where(project => project.UsesAspNet).Select(project => project.Name).Except(MayServeHttp));

    [Fact]
    public void There_are_projects_to_look_at() => Assert.True(Repository.Products.Count >= 10);
}
