using System.Text.Json;
using Catalog.Index.Query;

namespace Catalog.Index.Tests;

public sealed class ParserTests
{
    [Theory]
    [InlineData("kind=component", "kind=component")]
    [InlineData("KIND=Component,Spec.Type=SERVICE", "(kind=component & spec.type=service)")]
    [InlineData("kind=component,kind=api", "kind=component|api")]
    [InlineData(" kind = a , metadata.tags.java ,", "(kind=a & metadata.tags.java?)")]
    [InlineData("spec.type=", "spec.type=")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("key,key=a", "key=a")]
    [InlineData(",", "()")]
    public void A_filter_parses(string filter, string expected)
    {
        Assert.True(FilterParser.TryParse([filter], QueryLimits.Default, out var condition, out _));
        Assert.Equal(expected, Text(condition));
    }

    [Fact]
    public void Several_filters_are_alternatives_and_empty_ones_are_absent()
    {
        Assert.True(FilterParser.TryParse(["kind=a", "", "kind=b"], QueryLimits.Default, out var condition, out _));
        Assert.Equal("{kind=a | kind=b}", Text(condition));
    }

    [Fact]
    public void A_statement_without_key_is_refused()
    {
        Assert.False(FilterParser.TryParse(["=x"], QueryLimits.Default, out _, out var problem));
        Assert.Equal("Invalid filter, '=x' is not a valid statement (expected a string on the form a=b or a= or a)", problem.Message);
    }

    [Fact]
    public void Too_many_statements_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, 101).Select(i => $"k{i}=v"));
        Assert.False(FilterParser.TryParse([many], new QueryLimits { MaxTerms = 100 }, out _, out var problem));
        Assert.Contains("100", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "()")]
    [InlineData("""{"kind":"API"}""", "kind=api")]
    [InlineData("""{"kind":"a","spec.n":5.0}""", "(kind=a & spec.n=5)")]
    [InlineData("""{"spec.yes":true}""", "spec.yes=true")]
    [InlineData("""{"$all":[]}""", "()")]
    [InlineData("""{"$any":[]}""", "{}")]
    [InlineData("""{"$not":{"kind":"x"}}""", "!kind=x")]
    [InlineData("""{"spec.system":{"$exists":false}}""", "!spec.system?")]
    [InlineData("""{"kind":{"$in":["A",1,false]}}""", "kind=a|1|false")]
    [InlineData("""{"metadata.name":{"$hasPrefix":"EDGE-"}}""", "metadata.name^edge-")]
    [InlineData("""{"metadata.tags":{"$contains":"Java"}}""", "metadata.tags=java")]
    [InlineData("""{"relations":{"$contains":{"type":"ownedBy"}}}""", "relations.ownedby?")]
    [InlineData("""{"relations":{"$contains":{"type":"ownedBy","targetRef":"Group:default/x"}}}""", "relations.ownedby=group:default/x")]
    [InlineData("""{"relations":{"$contains":{"type":"a","targetRef":{"$in":["X","y"]}}}}""", "relations.a=x|y")]
    public void A_predicate_parses(string query, string expected)
    {
        Assert.True(PredicateParser.TryParse(JsonElement.Parse(query), QueryLimits.Default, out var condition, out var problem), problem?.Message);
        Assert.Equal(expected, Text(condition));
    }

    [Theory]
    [InlineData("\"x\"", "top-level primitive values are not supported")]
    [InlineData("[]", "Expected object, received array")]
    [InlineData("""{"$all":[{"kind":"domain"}],"kind":"group"}""", "Invalid query: Validation error: Unrecognized key(s) in object: 'kind'")]
    [InlineData("""{"kind":null}""", "received null at \"kind\"")]
    [InlineData("""{"kind":{"$nope":1}}""", "at \"kind\"")]
    [InlineData("""{"kind":{"$in":[null]}}""", "at \"kind\"")]
    [InlineData("""{"$nope":[]}""", "Unrecognized key(s) in object: '$nope'")]
    [InlineData("""{"relations":{"$contains":{"targetRef":"x"}}}""", "The $contains operator for \"relations\" requires a \"type\" string property")]
    [InlineData("""{"relations":{"$contains":{"type":"x","targetRef":{"$in":[]}}}}""", "Empty \"$in\" array")]
    [InlineData("""{"spec.x":{"$contains":{"a":"b"}}}""", "Object form of $contains is not supported for field \"spec.x\"")]
    public void A_bad_predicate_is_refused_with_the_reason(string query, string expected)
    {
        Assert.False(PredicateParser.TryParse(JsonElement.Parse(query), QueryLimits.Default, out _, out var problem));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_predicate_that_nests_too_deeply_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"$not\":", 70)) + "{}" + new string('}', 70);
        var options = new JsonDocumentOptions { MaxDepth = 200 };
        Assert.False(PredicateParser.TryParse(JsonDocument.Parse(deep, options).RootElement, QueryLimits.Default, out _, out var problem));
        Assert.Contains("64", problem.Message, StringComparison.Ordinal);
    }

    private static string Text(Condition condition) => condition switch
    {
        All all => $"({string.Join(" & ", all.Parts.Select(Text))})",
        Any any => $"{{{string.Join(" | ", any.Parts.Select(Text))}}}",
        Not not => "!" + Text(not.Part),
        Exists exists => exists.Key + "?",
        HasValue has => $"{has.Key}={string.Join('|', has.Values)}",
        HasPrefix prefix => $"{prefix.Key}^{prefix.Prefix}",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
