using System.Net;
using System.Net.Http.Headers;
using Catalog.Testing.Servers;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>One silo alone, with the dashboard.</summary>
public sealed class DashboardTests
{
    private const string Token = "a-token-that-is-long-enough";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_dashboard_is_for_those_whom_the_api_lets_in()
    {
        var folder = Directory.CreateTempSubdirectory("catalog-dashboard-");
        try
        {
            var config = Path.Combine(folder.FullName, "app-config.yaml");
            await File.WriteAllTextAsync(config, $"backend: {{ auth: {{ externalAccess: [{{ type: static, options: {{ token: {Token}, subject: admin }} }}] }} }}", Cancelled);
            var variables = new Dictionary<string, string> { ["CATALOG_SILO_PORT"] = "0", ["CATALOG_GATEWAY_PORT"] = "0", ["CATALOG_DASHBOARD"] = "true" };
            await using var silo = CatalogProcess.Launch("Catalog.Silo", ["--config", config, "--data", Path.Combine(folder.FullName, "catalog.db"), "--port", "0"], variables);
            using var http = new HttpClient { BaseAddress = await silo.ListeningAsync(Cancelled) };

            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http));
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/dashboard/index.html", Cancelled);
        return answer.StatusCode;
    }
}
