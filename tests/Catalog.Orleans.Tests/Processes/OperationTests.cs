using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Catalog.Orleans.Tests.Support;
using Catalog.Testing.Http;
using Catalog.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace Catalog.Orleans.Tests.Processes;

/// <summary>What a silo tells those who run it.</summary>
public sealed class OperationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_tells_how_it_is_and_sends_measurements_and_traces_of_Orleans_too()
    {
        await using var collector = await StaticFileServer.StartAsync();
        var (metrics, traces) = (Collect(collector, "/v1/metrics"), Collect(collector, "/v1/traces"));
        var folder = Directory.CreateTempSubdirectory("catalog-operation-");
        try
        {
            var process = CatalogProcess.Launch("Catalog.Silo", ["--config", await ConfigAsync(folder), "--data", Path.Combine(folder.FullName, "catalog.db"), "--port", "0"], new Dictionary<string, string>
            {
                ["CATALOG_SILO_PORT"] = "0",
                ["CATALOG_GATEWAY_PORT"] = "0",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.BaseUrl.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            });
            await using var silo = new SiloProcess(process, new HttpClient());
            silo.Http.BaseAddress = await process.ListeningAsync(Cancelled);
            foreach (var question in (string[])["liveness", "readiness"])
            {
                using var health = await silo.Http.GetAsync($"/.backstage/health/v1/{question}", Cancelled);
                Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            }

            Assert.Equal(HttpStatusCode.OK, await silo.PutAsync("s", "shop"));
            await TestSilos.UntilAsync(() => Says(metrics, "Microsoft.Orleans") && Says(metrics, "Catalog."));
            await TestSilos.UntilAsync(() => Says(traces, "IEntityGrain"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> ConfigAsync(DirectoryInfo folder)
    {
        var config = Path.Combine(folder.FullName, "app-config.yaml");
        await File.WriteAllTextAsync(config, "catalog: { locations: [] }", Cancelled);
        return config;
    }

    private static ConcurrentQueue<string> Collect(StaticFileServer collector, string path)
    {
        var received = new ConcurrentQueue<string>();
        collector.On(path, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        return received;
    }

    private static bool Says(ConcurrentQueue<string> received, string text) => received.Any(body => body.Contains(text, StringComparison.Ordinal));
}
