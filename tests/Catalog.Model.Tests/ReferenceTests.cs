using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Catalog.Model.Tests;

public sealed class ReferenceTests
{
    [Theory]
    [InlineData("name", "Group", "group:ns/name")]
    [InlineData("User:Name", "Group", "user:ns/name")]
    [InlineData("Other/Name", "Group", "group:other/name")]
    [InlineData("a:b/c", null, "a:b/c")]
    [InlineData("a:b:c", null, "a:ns/b:c")]
    [InlineData("x/y:z", "Group", "group:x/y:z")]
    [InlineData("k:n/a/b", null, "k:n/a/b")]
    [InlineData("API:Default/Größe", null, "api:default/größe")]
    public void A_reference_takes_from_its_defaults_what_it_does_not_say(string text, string? defaultKind, string expected)
    {
        Assert.True(EntityRef.TryParse(text, defaultKind, "ns", out var result));
        Assert.Equal(expected, result.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("name")]
    [InlineData(":a")]
    [InlineData("k:")]
    [InlineData("k:/a")]
    [InlineData("k:n/")]
    public void A_reference_with_an_empty_part_is_none(string? text) => Assert.False(EntityRef.TryParse(text, null, "ns", out _));

    [Fact]
    public void The_model_accepts_exactly_the_references_that_parse() => Prop.ForAll(
        Gen.Elements('a', 'B', ':', '/', 'ü', '-').ListOf().Select(c => new string([.. c])).ToArbitrary(),
        text => IsAccepted("system", "\"" + text + "\"") == EntityRef.TryParse(text, "System", "ns", out _)
            && IsAccepted("dependsOn", "[\"" + text + "\"]") == EntityRef.TryParse(text, null, "ns", out _)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void The_parts_of_a_reference_are_those_of_its_text()
    {
        var reference = EntityRef.Create("Component", "Team-B", "My.Name");

        Assert.Equal("component:team-b/my.name", reference.ToString());
        Assert.Equal(("component", "team-b", "my.name"), (reference.Kind.ToString(), reference.Namespace.ToString(), reference.Name.ToString()));
        Assert.Equal(reference, EntityRef.Parse("COMPONENT:Team-b/MY.name"));
        Assert.True(default(EntityRef).IsDefault);
        Assert.Equal("", default(EntityRef).ToString());
    }

    [Fact]
    public void A_body_knows_its_reference()
    {
        Assert.True(TestDocuments.Body("""{"kind":"API","metadata":{"name":"N","annotations":{"x":"y"}}}""").TryGetRef(out var result));
        Assert.Equal("api:default/n", result.ToString());
        Assert.False(TestDocuments.Body("""{"kind":"API","metadata":{"name":5}}""").TryGetRef(out _));
        Assert.False(TestDocuments.Body("""{"kind":"a/b","metadata":{"name":"n"}}""").TryGetRef(out _));
        Assert.False(TestDocuments.Body("""[1]""").TryGetRef(out _));
    }

    [Theory]
    [InlineData("url:https://host/a:b", "url", "https://host/a:b")]
    [InlineData(" file : ./x ", "file", "./x")]
    public void A_location_is_split_at_its_first_colon(string text, string type, string target)
    {
        Assert.True(LocationRef.TryParse(text, out var result));
        Assert.Equal((type, target), (result.Type, result.Target));
    }

    [Fact]
    public void A_registered_location_is_named_by_its_hash() =>
        Assert.Equal("generated-19f67acfe705af6dd4a885d5658014bc62b00ff7", new LocationRef("url", "http://127.0.0.1:7099/two.yaml").GeneratedName);

    private static bool IsAccepted(string field, string value) => EntityModel.BuiltIn.ValidateKind(new EntityBody(Encoding.UTF8.GetBytes(
        $$$"""{"apiVersion":"{{{WellKnownNames.V1Alpha1}}}","kind":"Component","metadata":{"name":"a"},"spec":{"type":"t","lifecycle":"l","owner":"o","{{{field}}}":{{{value}}}}}"""))).Count == 0;
}
