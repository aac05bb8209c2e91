using Catalog.Sources.Urls.Scm;

namespace Catalog.Sources.Tests.Urls;

public sealed class ScmIntegrationTests
{
    [Theory]
    [InlineData(ScmKind.GitHub, "github.com", "https://github.com/o/r/blob/main/a/b.yaml", "https://api.github.com/repos/o/r/contents/a/b.yaml?ref=main")]
    [InlineData(ScmKind.GitHub, "github.com", "https://github.com/o/r/raw/refs/heads/main/b.yaml", "https://api.github.com/repos/o/r/contents/b.yaml?ref=refs/heads/main")]
    [InlineData(ScmKind.GitHub, "ghe.example", "https://ghe.example/o/r/tree/v1/b%20c.yaml", "https://ghe.example/api/v3/repos/o/r/contents/b%20c.yaml?ref=v1")]
    [InlineData(ScmKind.GitLab, "gitlab.com", "https://gitlab.com/g/s/p/-/blob/main/a/b.yaml", "https://gitlab.com/api/v4/projects/g%2Fs%2Fp/repository/files/a%2Fb.yaml/raw?ref=main")]
    [InlineData(ScmKind.GitLab, "gitlab.com", "https://gitlab.com/g/p/blob/main/b%20c.yaml", "https://gitlab.com/api/v4/projects/g%2Fp/repository/files/b%20c.yaml/raw?ref=main")]
    [InlineData(ScmKind.BitbucketCloud, "bitbucket.org", "https://bitbucket.org/w/r/src/main/a/b.yaml", "https://api.bitbucket.org/2.0/repositories/w/r/src/main/a/b.yaml")]
    [InlineData(ScmKind.BitbucketServer, "bb.example", "https://bb.example/projects/P/repos/r/browse/a/b.yaml?at=main", "https://bb.example/rest/api/1.0/projects/P/repos/r/raw/a/b.yaml?at=main")]
    [InlineData(ScmKind.BitbucketServer, "bb.example", "https://bb.example/users/u/repos/r/browse/b.yaml", "https://bb.example/rest/api/1.0/projects/~u/repos/r/raw/b.yaml")]
    [InlineData(ScmKind.Azure, "dev.azure.com", "https://dev.azure.com/o/p/_git/r?path=/b.yaml&version=GBmain", "https://dev.azure.com/o/p/_apis/git/repositories/r/items?api-version=6.0&path=%2Fb.yaml&version=main")]
    [InlineData(ScmKind.Azure, "dev.azure.com", "https://dev.azure.com/o/_git/r?path=/b.yaml", "https://dev.azure.com/o/r/_apis/git/repositories/r/items?api-version=6.0&path=%2Fb.yaml")]
    [InlineData(ScmKind.Azure, "dev.azure.com", "https://o.visualstudio.com/p/_git/r?path=/b.yaml", "https://o.visualstudio.com/p/_apis/git/repositories/r/items?api-version=6.0&path=%2Fb.yaml")]
    [InlineData(ScmKind.Gitea, "gitea.example", "https://gitea.example/o/r/src/branch/main/a/b.yaml", "https://gitea.example/api/v1/repos/o/r/raw/a/b.yaml?ref=main")]
    public void A_file_page_is_read_through_the_api(ScmKind kind, string host, string page, string file)
    {
        var integration = new ScmIntegration(kind, host) { Token = "t" };

        Assert.True(integration.IsHostOf(new Uri(page)));
        Assert.Equal(file, integration.RequestFor(new Uri(page), out var problem)?.Url.AbsoluteUri);
        Assert.Null(problem);
    }

    [Fact]
    public void Github_without_a_token_is_read_from_its_raw_files() => Assert.Equal(
        "https://raw.githubusercontent.com/o/r/main/b.yaml",
        ScmIntegration.Defaults[0].RequestFor(new Uri("https://github.com/o/r/blob/main/b.yaml"), out _)!.Url.AbsoluteUri);

    [Theory]
    [InlineData(ScmKind.GitHub, "https://h.example/o/r")]
    [InlineData(ScmKind.GitLab, "https://h.example/g/p/-/tree/main")]
    [InlineData(ScmKind.BitbucketCloud, "https://h.example/w/r")]
    [InlineData(ScmKind.BitbucketServer, "https://h.example/projects/P/repos/r")]
    [InlineData(ScmKind.Azure, "https://h.example/o/p/_git/r")]
    [InlineData(ScmKind.Gitea, "https://h.example/o/r")]
    public void A_page_that_is_no_file_is_refused_with_an_example(ScmKind kind, string page)
    {
        Assert.Null(new ScmIntegration(kind, "h.example").RequestFor(new Uri(page), out var problem));
        Assert.StartsWith($"Incorrect URL: {page}, it names no file; expected https://h.example/", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScmKind.GitLab, "Bearer t")]
    [InlineData(ScmKind.Azure, "Basic OnQ=")]
    [InlineData(ScmKind.BitbucketCloud, "Basic dTp0")]
    [InlineData(ScmKind.Gitea, "Basic dTpw")]
    public void Credentials_take_the_form_of_the_host(ScmKind kind, string expected)
    {
        var integration = new ScmIntegration(kind, "h.example") { Token = "t", Username = "u", Password = "p" };
        var page = kind switch
        {
            ScmKind.GitLab => "https://h.example/g/p/-/blob/main/a.yaml",
            ScmKind.Azure => "https://h.example/o/p/_git/r?path=/a.yaml",
            ScmKind.BitbucketCloud => "https://h.example/w/r/src/main/a.yaml",
            _ => "https://h.example/o/r/src/branch/main/a.yaml",
        };

        Assert.Equal(expected, integration.RequestFor(new Uri(page), out _)!.Authorization);
    }

    [Fact]
    public void Credentials_do_not_show_in_its_text() =>
        Assert.DoesNotContain("hush", new ScmIntegration(ScmKind.GitHub, "h.example") { Token = "hush" }.ToString(), StringComparison.Ordinal);
}
