using System.Text;
using System.Text.Json;

namespace Catalog.Model.Tests;

internal static class TestDocuments
{
    public static IReadOnlyList<ParsedDocument> Parse(string text, ParseLimits? limits = null, string file = "catalog-info.yaml") =>
        CatalogFile.Parse(Encoding.UTF8.GetBytes(text), file, limits ?? new ParseLimits());

    /// <summary>The JSON of the only document, which must be good.</summary>
    public static string Json(string text, string file = "catalog-info.yaml")
    {
        var document = Assert.Single(Parse(text, null, file));
        Assert.Empty(document.Problems);
        return Encoding.UTF8.GetString(document.Body!.Utf8.Span);
    }

    /// <summary>The only problem of the only document.</summary>
    public static Problem ProblemIn(string text, ParseLimits? limits = null, string file = "catalog-info.yaml")
    {
        var document = Assert.Single(Parse(text, limits, file));
        Assert.Null(document.Body);
        return Assert.Single(document.Problems);
    }

    public static EntityBody Body(string json) => new(Encoding.UTF8.GetBytes(json));

    public static EntityBody Body(JsonElement element) => Body(element.GetRawText());
}
