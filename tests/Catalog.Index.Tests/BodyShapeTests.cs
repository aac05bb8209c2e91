using System.Text;
using Catalog.Index.Entities;

namespace Catalog.Index.Tests;

/// <summary>The places of a body that a final entity changes, in JSON as people and programs write it.</summary>
public sealed class BodyShapeTests
{
    private const string Quoted = "{\\\"metadata\\\":{\\\\";

    [Theory]
    [InlineData("""{"metadata":{"uid":"u","annotations":{"backstage.io/orphan":"o"},"etag":"e"},"relations":[1],"status":{"items":[]}}""")]
    [InlineData("""{ "x" : -1.5e3 , "metadata" : { "uid" : "u" , "annotations" : { "a" : "b" , "backstage.io/orphan" : "o" } , "etag":"e" } , "relations":[1] , "status" : {"items":[]} }""")]
    [InlineData("""{"m\u0065tadata":{"\u0075id":"u","ann\u006ftations":{"backstage.io\/orphan":"o"},"etag":"e"},"relations":[1],"status":{"items":[]}}""")]
    [InlineData("""{"spec":{"metadata":{"uid":"no"},"list":[{"relations":["]"]},[[]],null,true]},"metadata":{"t":"QUOTED","uid":"u","labels":{"uid":"no"},"annotations":{"QUOTED":"}","backstage.io/orphan":"o"},"etag":"e","n":1},"relations":[1],"status":{"items":[]}}""")]
    [InlineData("\n{\r\n\t\"metadata\":\n{\"uid\":\"u\",\n\"annotations\":{\"backstage.io/orphan\":\"o\"}\n,\"etag\":\"e\"}\n,\"relations\":[1],\"status\":{\"items\":[]}}\n")]
    public void Places_are_found(string json)
    {
        var body = Encoding.UTF8.GetBytes(json.Replace("QUOTED", Quoted, StringComparison.Ordinal));
        var shape = BodyShape.Read(body);

        Assert.Equal(["\"u\"", "\"o\"", "\"e\"", "[1]", "{\"items\":[]}"], new[] { shape.Uid, shape.Orphan, shape.ETag, shape.Relations, shape.Status }.Select(range => Text(body, range)));
        Assert.EndsWith("\"o\"}", Text(body, shape.Annotations).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal((byte)'}', body[shape.MetadataEnd]);
        Assert.Equal(Encoding.UTF8.GetString(body).LastIndexOf('}'), shape.RootEnd);
        Assert.False(shape.RootEmpty || shape.MetadataEmpty || shape.AnnotationsEmpty);
        Assert.StartsWith("\"relations\"", Encoding.UTF8.GetString(body.AsSpan(shape.MetadataEnd + 1)).TrimStart(' ', '\n', ','), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{}}""", true, false)]
    [InlineData("""{"metadata":{"annotations":{ }}}""", false, true)]
    [InlineData("""{"metadata":{"annotations":null}}""", false, false)]
    public void What_is_empty_is_known_as_empty(string json, bool metadata, bool annotations)
    {
        var shape = BodyShape.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal((metadata, annotations, false), (shape.MetadataEmpty, shape.AnnotationsEmpty, shape.RootEmpty));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"metadata":[]}""")]
    [InlineData("""{"metadata":{"name":"x"}""")]
    [InlineData("""{"metadata":{"name":"x""")]
    [InlineData("""{"metadata":{"name":"x\""")]
    [InlineData("""{"metadata":{"name":[{"a":""")]
    [InlineData("""{"metadata""")]
    [InlineData("""{"metadata":{"name":12""")]
    public void What_is_no_entity_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => BodyShape.Read(Encoding.UTF8.GetBytes(json)));

    private static string Text(byte[] body, TextRange range) => Encoding.UTF8.GetString(range.Slice(body));
}
