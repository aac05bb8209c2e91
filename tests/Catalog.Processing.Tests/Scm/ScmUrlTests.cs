using Catalog.Processing.Scm;

namespace Catalog.Processing.Tests.Scm;

public sealed class ScmUrlTests
{
    private static readonly ScmIntegrations Hosts = new([new(ScmType.BitbucketServer, "bb.example.org"), new(ScmType.Gitea, "gitea.example.org"), new(ScmType.GitLab, "git.example.org:8443")]);

    [Theory]
    [InlineData("https://github.com/o/r/blob/main/d/c.yaml", "./x.yaml", "https://github.com/o/r/tree/main/d/x.yaml")]
    [InlineData("https://github.com/o/r/blob/main/d/c.yaml", "/x.yaml", "https://github.com/o/r/blob/main/x.yaml")]
    [InlineData("https://gitlab.com/g/s/r/-/blob/main/d/c.yaml", "../x.yaml", "https://gitlab.com/g/s/r/-/blob/main/x.yaml")]
    [InlineData("https://gitlab.com/g/s/r/-/blob/main/d/c.yaml", "/x.yaml", "https://gitlab.com/g/s/r/-/blob/main/x.yaml")]
    [InlineData("https://bb.example.org/projects/p/repos/r/browse/d/c.yaml?at=main", "x.yaml", "https://bb.example.org/projects/p/repos/r/browse/d/x.yaml?at=main")]
    [InlineData("https://dev.azure.com/o/p/_git/r?path=%2Fd%2Fc.yaml", "./x.yaml", "https://dev.azure.com/o/p/_git/r?path=%2Fd%2Fx.yaml")]
    [InlineData("http://h:1/d/c.yaml?t=1", "x.yaml", "http://h:1/d/x.yaml?t=1")]
    [InlineData("http://h/c.yaml", "https://other/x", "https://other/x")]
    [InlineData("/no/url", "x.yaml", null)]
    public void Resolve_makes_a_url_absolute(string from, string url, string? expected) => Assert.Equal(expected, Hosts.Resolve(url, from));

    [Theory]
    [InlineData("https://github.com/o/r/blob/main/c.yaml", "https://github.com/o/r/edit/main/c.yaml")]
    [InlineData("https://gitlab.com/g/r/-/blob/main/c.yaml", "https://gitlab.com/g/r/-/edit/main/c.yaml")]
    [InlineData("https://git.example.org:8443/g/r/-/tree/main/c.yaml", "https://git.example.org:8443/g/r/-/edit/main/c.yaml")]
    [InlineData("https://bitbucket.org/w/r/src/main/c.yaml", "https://bitbucket.org/w/r/src/main/c.yaml?mode=edit&at=main")]
    [InlineData("https://bb.example.org/projects/p/repos/r/browse/c.yaml?at=main", "https://bb.example.org/projects/p/repos/r/browse/c.yaml")]
    [InlineData("https://gitea.example.org/o/r/src/branch/main/c.yaml", "https://gitea.example.org/o/r/_edit/main/c.yaml")]
    [InlineData("https://dev.azure.com/o/p/_git/r?path=%2Fc.yaml", "https://dev.azure.com/o/p/_git/r?path=%2Fc.yaml")]
    [InlineData("https://unknown.example.org/c.yaml", null)]
    public void Edit_is_where_the_host_edits(string url, string? expected) => Assert.Equal(expected, ScmUrl.Edit(Hosts.ByUrl(url), url));

    [Theory]
    [InlineData("https://github.com/o/r/blob/main/c.yaml", "o/r")]
    [InlineData("https://gitlab.com/g/s/r/-/blob/main/c.yaml", "g/s/r")]
    [InlineData("https://bitbucket.org/w/r/src/main/c.yaml", "w/r")]
    [InlineData("https://bb.example.org/projects/p/repos/r/browse/c.yaml", "p/r")]
    [InlineData("https://dev.azure.com/o/p/_git/r?path=%2Fc.yaml", "o/p/r")]
    [InlineData("https://github.com/o", null)]
    [InlineData("https://example.org/o/r", null)]
    public void Repository_is_named_by_the_url(string url, string? slug) => Assert.Equal(slug, ScmRepository.Parse(Hosts.ByUrl(url), url)?.Slug);

    [Theory]
    [InlineData("https://github.com/o/r/blob/0123456789abcdef0123456789abcdef01234567/c.yaml", true)]
    [InlineData("https://github.com/o/r/blob/main/c.yaml", false)]
    public void A_commit_is_pinned(string url, bool pinned) => Assert.Equal(pinned, ScmUrl.IsPinned(url));
}
