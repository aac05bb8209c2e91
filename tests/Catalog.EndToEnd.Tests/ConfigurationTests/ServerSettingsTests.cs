using Catalog.Processing.Rules;

namespace Catalog.EndToEnd.Tests.ConfigurationTests;

public sealed class ServerSettingsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_configured_means_loopback_on_7007_and_no_locations()
    {
        var settings = _folder.ReadText("");

        Assert.Empty(_folder.Problems);
        Assert.True(settings.Listen.IsLoopback);
        Assert.Equal(7007, settings.Listen.Port);
        Assert.Empty(settings.Catalog.Locations);
        Assert.Equal(["Component", "API", "Location"], Assert.Single(settings.Catalog.Rules).Allow.Select(kind => kind.Kind));
        Assert.False(settings.Catalog.KeepOrphans);
    }

    [Theory]
    [InlineData("8080", null, 8080, true)]
    [InlineData("':8080'", null, 8080, true)]
    [InlineData("0.0.0.0:8080", "0.0.0.0", 8080, false)]
    [InlineData("'[::]:8080'", "::", 8080, false)]
    [InlineData("'*:8080'", "*", 8080, false)]
    [InlineData("localhost:1", "localhost", 1, true)]
    [InlineData("{ host: 127.0.0.1, port: 2 }", "127.0.0.1", 2, true)]
    [InlineData("{ port: 3 }", null, 3, true)]
    [InlineData("{ host: catalog.example }", "catalog.example", 7007, false)]
    public void Listen_is_read_in_all_its_forms(string listen, string? host, int port, bool loopback)
    {
        var settings = _folder.ReadText($"backend: {{ listen: {listen} }}").Listen;

        Assert.Empty(_folder.Problems);
        Assert.Equal((host, port, loopback), (settings.Host, settings.Port, settings.IsLoopback));
    }

    [Theory]
    [InlineData("{ minutes: 30 }", 1800)]
    [InlineData("{ hours: 1, seconds: 5 }", 3605)]
    [InlineData("30m", 1800)]
    [InlineData("'2 hours'", 7200)]
    [InlineData("PT45S", 45)]
    [InlineData("500", 0.5)]
    public void The_processing_interval_is_read_in_all_its_forms(string written, double seconds)
    {
        var interval = _folder.ReadText($"catalog: {{ processingInterval: {written} }}").Catalog.ProcessingInterval;

        Assert.Empty(_folder.Problems);
        Assert.Equal(TimeSpan.FromSeconds(seconds), interval);
    }

    [Fact]
    public void The_processing_interval_can_be_switched_off() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, _folder.ReadText("catalog: { processingInterval: false }").Catalog.ProcessingInterval);

    [Fact]
    public void Rules_of_the_catalog_and_of_a_location()
    {
        var catalog = _folder.ReadText("""
            catalog:
              rules:
                - allow: [Component, { kind: Resource, 'spec.type': database }]
                - allow: [Template]
                  locations:
                    - { type: url, pattern: 'https://git.example/*/template.yaml' }
              locations:
                - type: file
                  target: org.yaml
                  rules: [{ allow: [User, Group] }]
            """).Catalog;

        Assert.Empty(_folder.Problems);
        Assert.Equal([new AllowedKind("Component"), new AllowedKind("Resource", "database")], catalog.Rules[0].Allow);
        Assert.Equal("https://git.example/*/template.yaml", Assert.Single(catalog.Rules[1].Locations).Pattern);
        var ofLocation = Assert.Single(catalog.Locations[0].Rules);
        Assert.Equal(["User", "Group"], ofLocation.Allow.Select(kind => kind.Kind));
        Assert.Equal(catalog.Locations[0].Location.Target, Assert.Single(ofLocation.Locations).Exact);
        Assert.Equal(Path.Combine(_folder.Path, "org.yaml"), catalog.Locations[0].Location.Target);
    }

    [Fact]
    public void Every_wrong_value_is_told_with_file_line_and_key()
    {
        _folder.ReadText("""
            backend:
              listen: { port: ninety }
              baseUrl: ftp://x.example
              reading:
                allow:
                  - paths: [/a]
            catalog:
              orphanStrategy: maybe
              readonly: 7
              processingInterval: soon
              locations:
                - type: ftp
                  target: x
              rules:
                - allow: [Component]
                  locations: [{ type: url, exact: a, pattern: b }]
            """);

        var file = Path.Combine(_folder.Path, "app-config.yaml");
        string[] told = [.. _folder.Problems.Select(p => p.ToString())];
        string[] expected =
        [
            $"{file}:2:19: backend.listen.port must be a number, not 'ninety'",
            $"{file}:3:12: backend.baseUrl must be an http or https url, not 'ftp://x.example'",
            $"{file}:6:9: backend.reading.allow[0]: an entry of backend.reading.allow needs a host",
            $"{file}:12:13: catalog.locations[0].type must be file or url, not 'ftp'",
            $"{file}:16:51: catalog.rules[0].locations[0].pattern cannot stand beside exact",
            $"{file}:9:13: catalog.readonly must be true or false, not 7",
            $"{file}:8:19: catalog.orphanStrategy must be delete or keep, not 'maybe'",
            $"{file}:10:23: catalog.processingInterval must be a duration such as 30m, PT30M or {{ minutes: 30 }}, not 'soon'",
        ];
        Assert.Equal(expected.Order(), told.Order());
    }

    [Fact]
    public void Unknown_keys_are_listed_by_their_outermost_name_and_harm_nothing()
    {
        var settings = _folder.ReadText("""
            app: { title: Portal, baseUrl: http://localhost:3000 }
            backend:
              database: { client: pg, connection: { host: db }, plugin: { scaffolder: { client: pg } } }
              listen: { port: 7007 }
            integrations:
              github: [{ host: github.com, token: secret, apps: [{ appId: 1 }] }]
              awsS3: [{ bucket: x }]
            catalog:
              import: { entityFilename: catalog-info.yaml }
              providers: { github: { all: { organization: x } } }
            """);

        Assert.Empty(_folder.Problems);
        Assert.Equal(["app", "backend.database.plugin", "catalog.providers", "integrations.awsS3"], settings.UnknownKeys.Order());
        Assert.Contains("apps", Assert.Single(settings.Unsupported).ToString(), StringComparison.Ordinal);
        Assert.All(settings.Urls.Integrations, host => Assert.DoesNotContain("secret", host.ToString(), StringComparison.Ordinal));
    }
}
