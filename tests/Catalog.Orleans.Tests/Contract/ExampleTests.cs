using Catalog.Client.Entities;
using Catalog.Client.Orleans;
using Catalog.Client.Tests.Examples;

namespace Catalog.Orleans.Tests.Contract;

/// <summary>The examples of the Orleans transport's documentation, compiled here.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void Every_example_of_the_documentation_is_compiled()
    {
        Assert.Empty(DocExamples.NotCompiled("client/Catalog.Client.Orleans", "tests/Catalog.Orleans.Tests/Contract/ExampleTests.cs", out var found));
        Assert.InRange(found, 2, int.MaxValue);
    }

    internal static async Task<Entity?> GetAsync(IClusterClient clusterClient)
    {
        var catalog = OrleansCatalog.Connect(clusterClient, token: null);
        var shop = await catalog.GetAsync("component:default/shop");
        return shop;
    }
}
