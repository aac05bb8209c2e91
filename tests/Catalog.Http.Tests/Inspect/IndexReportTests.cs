using System.Net;
using System.Text.Json.Nodes;
using Catalog.Http.Tests.Hosting;

namespace Catalog.Http.Tests.Inspect;

/// <summary>How questions are answered and what holds the memory, as an admin asks for it.</summary>
public sealed class IndexReportTests : IAsyncLifetime
{
    private TestCatalog _catalog = null!;

    public async ValueTask InitializeAsync()
    {
        _catalog = await TestCatalog.StartAsync();
        foreach (var name in (string[])["pay-one", "pay-two", "other"])
        {
            await AskAsync("PUT", $"/sources/s/entities/component/default/{name}", Samples.Component(name));
        }
    }

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task A_query_and_its_predicate_form_are_explained_alike()
    {
        var get = await AskAsync("GET", "/inspect/explain?filter=kind=component&orderField=metadata.name,asc&limit=1&fullTextFilterTerm=pay&fullTextFilterFields=metadata.name");
        var post = await AskAsync(
            "POST",
            "/inspect/explain",
            """{"query":{"kind":"component"},"limit":1,"orderBy":[{"field":"metadata.name","order":"asc"}],"fullTextFilter":{"term":"pay","fields":["metadata.name"]}}""");

        foreach (var plan in (JsonNode[])[get, post])
        {
            Assert.Equal(2, plan["matches"]!.GetValue<int>());
            Assert.Contains("kind=component (3)", plan["condition"]!.ToString(), StringComparison.Ordinal);
            Assert.Contains("metadata.name contains pay", plan["condition"]!.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("by metadata.name", plan["strategy"]!.ToString().Replace(", keeping what matches", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.True(plan["estimates"]!["walk"]!.GetValue<double>() >= 0 && plan["milliseconds"]!.GetValue<double>() >= 0);
        }
    }

    [Fact]
    public async Task What_by_query_refuses_is_refused()
    {
        using var request = Routes.Request("GET", "/inspect/explain?cursor=forged", null);
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_parts_of_the_memory_add_up()
    {
        var memory = await AskAsync("GET", "/inspect/memory");
        Assert.Equal(memory["index"]!.GetValue<long>(), memory["parts"]!.AsArray().Sum(part => part!["bytes"]!.GetValue<long>()));
        Assert.True(memory["resident"]!.GetValue<long>() > memory["index"]!.GetValue<long>());
        Assert.Contains(memory["parts"]!.AsArray(), part => part!["what"]!.ToString().EndsWith(" documents", StringComparison.Ordinal));
        Assert.Equal(5, memory["generations"]!.AsArray().Count);
    }

    private async Task<JsonNode> AskAsync(string method, string path, string? body = null)
    {
        using var request = Routes.Request(method, path, body);
        using var response = await _catalog.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
