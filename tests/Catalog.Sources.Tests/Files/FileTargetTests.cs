using Catalog.Sources.Files;

namespace Catalog.Sources.Tests.Files;

public sealed class FileTargetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.yaml", "a.yaml b.yaml")]
    [InlineData("?.yaml", "a.yaml b.yaml")]
    [InlineData("[ac].yaml", "a.yaml")]
    [InlineData("[!a].yaml", "b.yaml")]
    [InlineData("{a,b}.y*ml", "a.yaml b.yaml c.yml", "{a,b,c}.y*ml")]
    [InlineData("**/*.yaml", "a.yaml b.yaml x/a.yaml x/y/a.yaml")]
    [InlineData("x/**/a.yaml", "x/a.yaml x/y/a.yaml")]
    [InlineData("*/*/a.yaml", "x/y/a.yaml")]
    [InlineData("x/**", "x/a.yaml x/y/a.yaml")]
    [InlineData("**/.hidden/*", ".hidden/a.yaml")]
    [InlineData("a.yaml/*", "")]
    [InlineData("nowhere/*.yaml", "")]
    public void A_glob_matches(string glob, string expected, string? instead = null)
    {
        foreach (var file in (string[])["a.yaml", "b.yaml", "c.yml", ".d.yaml", "x/a.yaml", "x/y/a.yaml", ".hidden/a.yaml"])
        {
            _folder.Write(file);
        }

        var target = new FileTarget(_folder.File(instead ?? glob));

        Assert.True(target.IsGlob);
        var found = target.Files(TestContext.Current.CancellationToken).Select(f => Path.GetRelativePath(_folder.Path, f)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_glob_is_taken_by_its_name()
    {
        var path = _folder.Write("[id].yaml");
        _folder.Write("i.yaml");

        Assert.Equal([path], new FileTarget(path).Files(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Any_depth_does_not_follow_links_in_circles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need privileges on Windows");
        _folder.Write("x/a.yaml");
        Directory.CreateSymbolicLink(_folder.File("x/up"), "..");

        Assert.Single(new FileTarget(_folder.File("**/a.yaml")).Files(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("a{b,c}d", "abd acd")]
    [InlineData("{a,b{c,d}}", "a bc bd")]
    [InlineData("{a,}x", "ax x")]
    [InlineData("{a}", "{a}")]
    [InlineData("{a,b", "{a,b")]
    [InlineData("{x}{a,b}", "{x}a {x}b")]
    public void Braces_expand(string pattern, string expected) => Assert.Equal(expected, string.Join(' ', BraceExpansion.Expand(pattern)));

    [Fact]
    public void Braces_that_would_explode_are_taken_literally()
    {
        var bomb = string.Concat(Enumerable.Repeat("{a,b}", 20));

        Assert.Equal([bomb], BraceExpansion.Expand(bomb));
    }

    [Theory]
    [InlineData("/srv/a.yaml", "/srv", false)]
    [InlineData("/srv/*.yaml", "/srv", false)]
    [InlineData("/srv/*/a.yaml", "/srv", true)]
    [InlineData("/srv/x/**/a.yaml", "/srv/x", true)]
    [InlineData("/srv/{x,y}/a.yaml", "/srv", true)]
    public void The_scope_holds_all_matches(string glob, string folder, bool deep)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the paths are Unix paths");
        Assert.Equal((folder, deep), new FileTarget(glob).Scope());
    }
}
