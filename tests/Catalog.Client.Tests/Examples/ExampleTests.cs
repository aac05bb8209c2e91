using Catalog.Client.Http;
using Catalog.Client.Queries;

namespace Catalog.Client.Tests.Examples;

/// <summary>The examples of the client's documentation, compiled here.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void Every_example_of_the_documentation_is_compiled()
    {
        Assert.Empty(DocExamples.NotCompiled("client/Catalog.Client", "tests/Catalog.Client.Tests/Examples/ExampleTests.cs", out var found));
        Assert.InRange(found, 3, int.MaxValue);
    }

    internal static async Task StreamAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:7007") };
        var catalog = new HttpCatalogClient(http);
        await foreach (var entity in catalog.StreamAsync(new EntityQuery { Where = EntityPredicate.Is("kind", "component") }))
        {
            Console.WriteLine(entity.Ref);
        }
    }

    internal static EntityPredicate Predicate() =>
        EntityPredicate.Is("kind", "component") & !EntityPredicate.Exists("spec.system");
}
