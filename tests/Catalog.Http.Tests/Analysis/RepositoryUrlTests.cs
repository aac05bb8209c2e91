using Catalog.Http.Analysis;

namespace Catalog.Http.Tests.Analysis;

public sealed class RepositoryUrlTests
{
    [Theory]
    [InlineData("https://github.com/org/some-repo", "github.com", "org", "some-repo")]
    [InlineData("https://github.com/org/some-repo.git", "github.com", "org", "some-repo")]
    [InlineData("https://github.com/org/some-repo/blob/main/catalog-info.yaml", "github.com", "org", "some-repo")]
    [InlineData("https://github.com/org/some-repo/tree/main/", "github.com", "org", "some-repo")]
    [InlineData("https://github.com/src/blob", "github.com", "src", "blob")]
    [InlineData("https://gitlab.com/group/sub/project/-/blob/main/catalog-info.yaml", "gitlab.com", "group/sub", "project")]
    [InlineData("https://bitbucket.org/team/repo/src/master/x.yaml", "bitbucket.org", "team", "repo")]
    [InlineData("https://dev.azure.com/org/project/_git/repo?path=/catalog-info.yaml", "dev.azure.com", "project", "repo")]
    [InlineData("git@github.com:org/some-repo.git", "github.com", "org", "some-repo")]
    [InlineData("https://git.example.org:8443/team/repo", "git.example.org:8443", "team", "repo")]
    public void TryParse_OfAUrl_TakesItApart(string url, string host, string owner, string name)
    {
        Assert.True(RepositoryUrl.TryParse(url, out var repository));
        Assert.Equal(new RepositoryUrl(host, owner, name), repository);
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("")]
    [InlineData("https://github.com")]
    [InlineData("https://github.com/")]
    [InlineData("ftp://example.org/a/b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://[::1")]
    public void TryParse_OfSomethingElse_SaysSo(string url) => Assert.False(RepositoryUrl.TryParse(url, out _));
}
