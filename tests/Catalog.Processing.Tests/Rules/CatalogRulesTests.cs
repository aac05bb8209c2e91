using Catalog.Model;
using Catalog.Processing.Rules;
using Catalog.Processing.Tests.Support;

namespace Catalog.Processing.Tests.Rules;

public sealed class CatalogRulesTests
{
    private static readonly LocationRef GitHub = new("url", "https://github.com/org/repo/blob/master/template.yaml");

    [Theory]
    [InlineData("component", true)]
    [InlineData("api", true)]
    [InlineData("location", true)]
    [InlineData("user", false)]
    public void By_default_three_kinds_are_allowed(string kind, bool allowed) =>
        Assert.Equal(allowed, CatalogRules.Default.Allow(kind, Pipelines.Component(), GitHub));

    [Fact]
    public void No_rules_allow_nothing() => Assert.False(new CatalogRules([]).Allow("component", Pipelines.Component(), GitHub));

    [Fact]
    public void A_rule_may_ask_for_a_spec_type()
    {
        var rules = new CatalogRules([new CatalogRule([new AllowedKind("Component", "SERVICE")])]);
        Assert.True(rules.Allow("component", Pipelines.Component(), GitHub));
        Assert.False(rules.Allow("component", Pipelines.Component("""{"type":5}"""), GitHub));
    }

    [Fact]
    public void A_rule_may_be_for_some_locations_only()
    {
        var rules = new CatalogRules([new CatalogRule([new AllowedKind("Template")], [new RuleLocation("url", pattern: "https://github.com/org/*/blob/master/template.yaml"), new RuleLocation("file", exact: "/x")])]);
        Assert.True(rules.Allow("template", Pipelines.Component(), GitHub));
        Assert.True(rules.Allow("template", Pipelines.Component(), new LocationRef("file", "/x")));
        Assert.False(rules.Allow("template", Pipelines.Component(), new LocationRef("file", "/y")));
        Assert.False(rules.Allow("template", Pipelines.Component(), new LocationRef("url", "/x")));
    }

    [Fact]
    public void Exact_and_pattern_together_are_refused() => Assert.Throws<ArgumentException>(() => new RuleLocation("url", "a", "b"));

    [Theory]
    [InlineData("https://github.com/org/*/x.yaml", "https://github.com/org/repo/x.yaml", true)]
    [InlineData("https://github.com/org/*/x.yaml", "https://github.com/org/a/b/x.yaml", false)]
    [InlineData("https://github.com/**/x.yaml", "https://github.com/a/b/c/x.yaml", true)]
    [InlineData("https://github.com/**/x.yaml", "https://github.com/x.yaml", true)]
    [InlineData("https://github.com/**", "https://github.com/a/b", true)]
    [InlineData("https://GitHub.com/Org/*", "https://github.com/org/repo", true)]
    [InlineData("https://h/a?c", "https://h/abc", true)]
    [InlineData("https://h/a?c", "https://h/a/c", false)]
    [InlineData("https://h/[ab].{yaml,yml}", "https://h/b.yml", true)]
    [InlineData("https://h/[!ab].yaml", "https://h/a.yaml", false)]
    [InlineData("https://h/*", "https://h/.hidden", true)]
    [InlineData("https://h/a.yaml", "https://h/axyaml", false)]
    public void Patterns_match_as_globs(string pattern, string target, bool matches) => Assert.Equal(matches, new GlobPattern(pattern).IsMatch(target));

    [Fact]
    public void A_pattern_with_an_open_brace_is_refused() => Assert.Throws<ArgumentException>(() => new GlobPattern("https://h/{a"));
}
