using System.Text;
using System.Text.Json;
using Catalog.Http.Health;
using Catalog.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Catalog.EndToEnd.Tests.Starting;

public class NotReadyYetTests
{
    private readonly CatalogReadiness _readiness = new();

    [Fact]
    public async Task While_the_catalog_loads_questions_are_turned_away_with_how_far_it_is()
    {
        _readiness.Report("loading the index", 5_000, 0);

        var (status, body) = await AskAsync("/api/catalog/entities");

        Assert.Equal(503, status);
        Assert.Equal("ServiceUnavailableError", body.GetProperty("error").GetProperty("name").GetString());
        Assert.Contains("5000", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_told_all_the_time() => Assert.Equal(200, (await AskAsync("/.backstage/health/v1/readiness")).Status);

    [Fact]
    public async Task Once_it_is_loaded_questions_pass()
    {
        _readiness.SetReady();

        Assert.Equal(200, (await AskAsync("/api/catalog/entities")).Status);
    }

    private async Task<(int Status, JsonElement Body)> AskAsync(string path)
    {
        var http = new DefaultHttpContext { Request = { Path = path, Method = "GET" } };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await new NotReadyYet(_readiness).InvokeAsync(http, _ => Task.CompletedTask);
        return (http.Response.StatusCode, body.Length == 0 ? default : JsonElement.Parse(Encoding.UTF8.GetString(body.ToArray())));
    }
}
