using static Catalog.Client.Queries.EntityPredicate;

namespace Catalog.Client.Tests;

public sealed class EntityPredicateTests
{
    [Fact]
    public void Predicates_are_written_as_the_catalog_reads_them()
    {
        Assert.Equal("""{"kind":"component"}""", Is("kind", "component").ToString());
        Assert.Equal("""{"kind":{"$in":["a","b"]}}""", Is("kind", "a", "b").ToString());
        Assert.Equal("""{"kind":{"$in":[]}}""", Is("kind").ToString());
        Assert.Equal("""{"spec.x":{"$exists":false}}""", Exists("spec.x", false).ToString());
        Assert.Equal("""{"metadata.name":{"$hasPrefix":"\"ü"}}""", StartsWith("metadata.name", "\"ü").ToString());
        Assert.Equal("""{"metadata.tags":{"$contains":"java"}}""", Contains("metadata.tags", "java").ToString());
        Assert.Equal("""{"relations":{"$contains":{"type":"ownedBy"}}}""", HasRelation("ownedBy").ToString());
        Assert.Equal("""{"relations":{"$contains":{"type":"ownedBy","targetRef":{"$in":["group:default/a"]}}}}""", HasRelation("ownedBy", "group:default/a").ToString());
        Assert.Equal("""{"$any":[{"$all":[{"a":"1"},{"b":"2"}]},{"$not":{"c":"3"}}]}""", (Is("a", "1") & Is("b", "2") | !Is("c", "3")).ToString());
        Assert.Equal("""{"$all":[]}""", All().ToString());
    }

    [Theory]
    [InlineData("kind=component", """{"kind":"component"}""")]
    [InlineData(" kind = component , metadata.tags ", """{"$all":[{"kind":"component"},{"metadata.tags":{"$exists":true}}]}""")]
    [InlineData("kind=a,kind=b", """{"kind":{"$in":["a","b"]}}""")]
    [InlineData("x=a=b", """{"x":"a=b"}""")]
    [InlineData("x=", """{"x":""}""")]
    public void Filters_become_predicates(string filter, string expected) => Assert.Equal(expected, FromFilters([filter])!.ToString());

    [Fact]
    public void One_of_several_filters_has_to_hold() =>
        Assert.Equal("""{"$any":[{"kind":"a"},{"kind":"b"}]}""", FromFilters(["kind=a", "kind=b", ","])!.ToString());

    [Fact]
    public void Filters_that_say_nothing_are_none() => Assert.Null(FromFilters(["", ","]));

    [Fact]
    public void A_filter_without_a_key_is_refused() => Assert.Throws<FormatException>(() => FromFilters(["=x"]));
}
