using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Catalog.EndToEnd.Tests.Hosting;
using Catalog.Testing.Http;

namespace Catalog.EndToEnd.Tests.Starting;

/// <summary>What an app-config.yaml says, seen from outside the process.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Entities = "/api/catalog/entities/by-query?limit=0";
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_existing_configuration_works_as_it_is_and_what_means_nothing_here_is_listed_once()
    {
        _place.Write("entities/one.yaml", Yaml.Component("one"));
        _place.Write("base.yaml", """
            app: { title: Portal, baseUrl: http://localhost:3000 }
            organization: { name: Larkspur }
            backend:
              baseUrl: http://localhost:7007
              listen: { port: 7007 }
              csp: { connect-src: ["'self'", 'http:'] }
              cors: { origin: 'http://localhost:3000', credentials: true }
              database: { client: better-sqlite3, connection: ':memory:' }
            integrations:
              github: [{ host: github.com, token: '${SURELY_NOT_SET}' }]
            catalog:
              import: { entityFilename: catalog-info.yaml }
              rules: [{ allow: [Component, System, API, Resource, Location] }]
              locations:
                - $include: ./locations.yaml#first
            """);
        _place.Write("locations.yaml", "first: { type: file, target: ./entities/*.yaml }\n");
        _place.Write("local.yaml", "backend: { listen: { port: 0 } }\n");

        await using var server = await ServerProcess.StartAsync(
            _place.Data, "--config", Path.Combine(_place.Folder, "base.yaml"), "--config", Path.Combine(_place.Folder, "local.yaml"));

        await Eventually.Async(() => server.FindAsync("component", "one"), found => found is not null, "the component");
        Assert.Contains("means nothing to this server: app, organization, backend.csp", server.Output, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, Entities) { Headers = { { "Origin", "http://localhost:3000" } } };
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("http://localhost:3000", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Project_slugs_are_annotated_once_their_processor_is_named()
    {
        var config = _place.Write("app-config.yaml", """
            integrations: { github: [{ host: github.com }] }
            catalog: { processorOptions: { AnnotateScmSlugEntityProcessor: { disabled: false } } }
            """);
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);
        using var body = JsonContent.Create(new
        {
            apiVersion = "backstage.io/v1alpha1",
            kind = "Component",
            metadata = new
            {
                name = "one",
                annotations = new Dictionary<string, string>
                {
                    ["backstage.io/managed-by-location"] = "url:https://github.com/larkspur/one/blob/main/catalog-info.yaml",
                    ["backstage.io/managed-by-origin-location"] = "url:https://github.com/larkspur/one/blob/main/catalog-info.yaml",
                },
            },
            spec = new { type = "service", lifecycle = "production", owner = "team" },
        });

        using var answer = await server.Http.PutAsync(
            new Uri("/api/catalog/sources/scm/entities/component/default/one", UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var entity = (await server.FindAsync("component", "one"))!.Value;
        Assert.Equal("larkspur/one", entity.GetProperty("metadata").GetProperty("annotations").GetProperty("github.com/project-slug").GetString());
    }

    [Fact]
    public async Task Readonly_refuses_to_register_locations()
    {
        var config = _place.Write("app-config.yaml", "catalog: { readonly: true }\n");
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);

        Assert.Equal(HttpStatusCode.Forbidden, (await server.RegisterAsync("http://example.com/catalog-info.yaml")).Status);
    }

    [Fact]
    public async Task A_file_cannot_be_registered_over_http()
    {
        var secret = _place.Write("secret.yaml", Yaml.Component("secret"));
        var config = _place.Write("app-config.yaml", "catalog: {}\n");
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);

        Assert.Equal(HttpStatusCode.BadRequest, (await server.RegisterAsync(secret, type: "file")).Status);
    }

    [Fact]
    public async Task Beyond_loopback_callers_show_a_token()
    {
        var config = _place.Write("app-config.yaml", """
            backend:
              listen: 0.0.0.0:0
              auth:
                externalAccess:
                  - type: static
                    options: { token: a-token-for-the-test, subject: tester }
            """);
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);

        using var stranger = await server.Http.GetAsync(Entities, TestContext.Current.CancellationToken);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-for-the-test");
        using var known = await server.Http.GetAsync(Entities, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.DoesNotContain("a-token-for-the-test", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_makes_it_https()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _place.Write("cert.pem", certificate.ExportCertificatePem());
        _place.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        var config = _place.Write("app-config.yaml", "backend: { https: { certificate: { cert: { $file: cert.pem }, key: { $file: key.pem } } } }\n");
        await using var server = await ServerProcess.StartAsync(_place.Data, "--config", config);
        using var trusting = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint });

        using var answer = await trusting.GetAsync(new Uri(server.Http.BaseAddress!, Entities), TestContext.Current.CancellationToken);

        Assert.Equal("https", server.Http.BaseAddress!.Scheme);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_go_to_a_collector_when_one_is_named()
    {
        await using var collector = await StaticFileServer.StartAsync();
        collector.Status("/v1/metrics", 200);
        collector.Status("/v1/traces", 200);
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.BaseUrl.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        await using var server = await ServerProcess.StartAsync(environment, _place.Data);
        await server.EntitiesAsync();

        Assert.Equal(0, await server.StopAsync());

        Assert.Contains(collector.Requests, request => request.Path == "/v1/metrics");
    }
}
