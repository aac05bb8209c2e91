using System.Text.Json;
using Catalog.Sources.Urls.Scm;

namespace Catalog.Sources.Tests;

public sealed class SourcesConfigTests
{
    [Fact]
    public void An_app_config_is_read()
    {
        var options = SourcesConfig.Read(JsonElement.Parse("""
            {"backend": {"reading": {"allow": [{"host": "*.example.com", "paths": ["/ok"]}, {"host": "127.0.0.1:7099"}]}},
             "integrations": {"github": [{"token": "a"}, {"host": "ghe.example", "apiBaseUrl": "https://ghe.example/api/v3"}],
                              "azure": [{"credentials": [{"personalAccessToken": "b"}]}]}}
            """), out var problems);

        Assert.Empty(problems);
        Assert.True(options.Allow[0].Allows(new Uri("https://x.example.com/ok/a")));
        Assert.False(options.Allow[0].Allows(new Uri("https://x.example.com/no")));
        Assert.True(options.Allow[1].Allows(new Uri("http://127.0.0.1:7099/a")));
        Assert.Equal(
            ["GitHub github.com", "GitHub ghe.example", "Azure dev.azure.com", "GitLab gitlab.com", "BitbucketCloud bitbucket.org"],
            options.Integrations.Select(i => i.ToString()));
        Assert.Equal(("a", "b"), (options.Integrations[0].Token, options.Integrations[2].Token));
    }

    [Fact]
    public void An_empty_config_allows_the_public_hosts_only()
    {
        var options = SourcesConfig.Read(JsonElement.Parse("{}"), out var problems);

        Assert.Empty(problems);
        Assert.Empty(options.Allow);
        Assert.Equal(ScmIntegration.Defaults, options.Integrations);
    }

    [Fact]
    public void What_is_malformed_is_left_out_and_named()
    {
        var options = SourcesConfig.Read(JsonElement.Parse("""
            {"backend": {"reading": {"allow": [{"host": "x:y"}, {}, "z"]}},
             "integrations": {"gitea": [{}], "github": [{"apps": [], "apiBaseUrl": "no url"}]}}
            """), out var problems);

        Assert.Empty(options.Allow);
        Assert.Equal(
            ["/integrations/github/0/apps", "/integrations/github/0/apiBaseUrl", "/integrations/gitea/0",
             "/backend/reading/allow/0", "/backend/reading/allow/1", "/backend/reading/allow/2"],
            problems.Select(p => p.Path));
    }
}
