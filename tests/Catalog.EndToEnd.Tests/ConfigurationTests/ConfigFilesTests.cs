namespace Catalog.EndToEnd.Tests.ConfigurationTests;

public sealed class ConfigFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("https://${HOST}/", "https://catalog.example/")]
    [InlineData("https://${ HOST }/", "https://catalog.example/")]
    [InlineData("https://${MISSING:-fallback.example}/", "https://fallback.example/")]
    [InlineData("https://${EMPTY:-fallback.example}/", "https://fallback.example/")]
    [InlineData("https://x.example/$${HOST}", "https://x.example/$%7BHOST%7D")]
    public void A_variable_is_put_into_a_text(string written, string expected)
    {
        _folder.Environment["HOST"] = " catalog.example ";
        _folder.Environment["EMPTY"] = "";

        var settings = _folder.ReadText($"backend:\n  baseUrl: {written}\n");

        Assert.Empty(_folder.Problems);
        Assert.Equal(expected, settings.BaseUrl!.AbsoluteUri);
    }

    [Fact]
    public void A_value_with_a_variable_that_is_not_set_counts_as_not_written()
    {
        _folder.Add("base.yaml", "backend:\n  baseUrl: http://base.example\n");
        _folder.Add("above.yaml", "backend:\n  baseUrl: http://${MISSING}\n");

        Assert.Equal("http://base.example/", _folder.Read("base.yaml", "above.yaml").BaseUrl!.AbsoluteUri);
    }

    [Fact]
    public void A_substituted_number_is_still_a_number()
    {
        _folder.Environment["PORT"] = "8123";

        Assert.Equal(8123, _folder.ReadText("backend: { listen: { port: '${PORT}' } }").Listen.Port);
        Assert.Empty(_folder.Problems);
    }

    [Fact]
    public void Later_files_win_objects_merge_lists_are_replaced_and_null_removes()
    {
        _folder.Add("a.yaml", """
            backend:
              baseUrl: http://a.example
              listen: { host: 127.0.0.1, port: 1111 }
            catalog:
              orphanStrategy: keep
              locations:
                - { type: url, target: http://a.example/one }
                - { type: url, target: http://a.example/two }
            """);
        _folder.Add("b.yaml", """
            backend:
              baseUrl: null
              listen: { port: 2222 }
            catalog:
              locations:
                - { type: url, target: http://b.example/three }
            """);

        var settings = _folder.Read("a.yaml", "b.yaml");

        Assert.Empty(_folder.Problems);
        Assert.Null(settings.BaseUrl);
        Assert.Equal("127.0.0.1", settings.Listen.Host);
        Assert.Equal(2222, settings.Listen.Port);
        Assert.True(settings.Catalog.KeepOrphans);
        Assert.Equal("http://b.example/three", Assert.Single(settings.Catalog.Locations).Location.Target);
    }

    [Fact]
    public void Includes_read_variables_files_and_other_configuration()
    {
        _folder.Environment["WHERE"] = "parts";
        _folder.Environment["ORIGIN"] = "https://front.example";
        _folder.Add("parts/catalog.yaml", """
            deep:
              catalog:
                locations:
                  - type: file
                    target: ./entities.yaml
                orphanStrategy: { $file: strategy.txt }
            """);
        _folder.Add("parts/strategy.txt", "keep\n");

        var settings = _folder.ReadText("""
            catalog:
              $include: ./${WHERE}/catalog.yaml#deep.catalog
            backend:
              cors:
                origin: { $env: ORIGIN }
            """);

        Assert.Empty(_folder.Problems);
        Assert.True(settings.Catalog.KeepOrphans);
        Assert.Equal(["https://front.example"], settings.Cors.Origins);
        Assert.Equal(Path.Combine(_folder.Path, "parts", "entities.yaml"), Assert.Single(settings.Catalog.Locations).Location.Target);
    }

    [Fact]
    public void An_include_that_leads_to_itself_is_a_problem_and_not_an_endless_loop()
    {
        _folder.ReadText("catalog:\n  $include: ./app-config.yaml\n");

        Assert.Contains(_folder.Problems, p => p.Message.Contains("circle", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("catalog: { $include: ./gone.yaml }", "cannot read")]
    [InlineData("catalog: { $include: ./notes.txt }", ".yaml, .yml and .json")]
    [InlineData("catalog: { $env: A, other: 1 }", "only key")]
    [InlineData("catalog: [", "not valid YAML")]
    [InlineData("- a list", "object at its root")]
    [InlineData("catalog: {}\ncatalog: {}", "not valid YAML")]
    public void What_cannot_be_read_is_told_with_its_file_and_line(string yaml, string expected)
    {
        _folder.ReadText(yaml);

        var problem = Assert.Single(_folder.Problems);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_folder.Path, "app-config.yaml"), problem.Position!.Value.File);
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        _folder.Read("nowhere.yaml");

        Assert.Contains("nowhere.yaml", Assert.Single(_folder.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_wins_over_all_files()
    {
        _folder.Environment["APP_CONFIG_backend_listen_port"] = "9000";
        _folder.Environment["APP_CONFIG_catalog_readonly"] = "true";
        _folder.Environment["APP_CONFIG_backend_baseUrl"] = "http://env.example";

        var settings = _folder.ReadText("backend: { listen: { port: 1 }, baseUrl: http://file.example }");

        Assert.Empty(_folder.Problems);
        Assert.Equal(9000, settings.Listen.Port);
        Assert.True(settings.Catalog.ReadOnly);
        Assert.Equal("http://env.example/", settings.BaseUrl!.AbsoluteUri);
    }
}
