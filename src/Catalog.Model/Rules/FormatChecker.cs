using System.Runtime.InteropServices;
using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>Checks fields of the right type for their format. What has the wrong type is the schema's to report, and passed over.</summary>
internal sealed class FormatChecker(Findings findings)
{
    private const string LearnMore =
        " To learn more about catalog file format, visit: https://github.com/backstage/backstage/blob/master/docs/architecture-decisions/adr002-default-catalog-file-format.md";

    private bool _explained;

    public delegate bool Format(ReadOnlySpan<byte> utf8);

    /// <summary>A field of text; <paramref name="field"/> is its dotted path.</summary>
    public void Text(JsonElement parent, ReadOnlySpan<byte> name, string field, Format format, string expectation)
    {
        if (parent.TryGetProperty(name, out var value) && IsText(value) && !format(JsonText.Utf8(value)))
        {
            Report(field, "/" + field.Replace('.', '/'), expectation, JsonText.String(value));
        }
    }

    /// <summary>The keys and values of labels or annotations.</summary>
    public void Members(JsonElement metadata, ReadOnlySpan<byte> name, string field, Format format, string expectation)
    {
        if (!metadata.TryGetProperty(name, out var members) || members.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in members.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            if (!FieldFormats.IsKey(raw))
            {
                Report($"{field}.{member.Name}", $"/metadata/{field}/{JsonPointer.Escape(member.Name)}", FieldFormats.KeyExpectation, member.Name);
            }

            if (member.Value.ValueKind == JsonValueKind.String && !format(JsonText.Utf8(member.Value)))
            {
                Report($"{field}.{member.Name}", $"/metadata/{field}/{JsonPointer.Escape(member.Name)}", expectation, JsonText.String(member.Value));
            }
        }
    }

    public void Tags(JsonElement metadata)
    {
        if (!metadata.TryGetProperty("tags"u8, out var tags) || tags.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var index = 0;
        foreach (var tag in tags.EnumerateArray())
        {
            if (IsText(tag) && !FieldFormats.IsTag(JsonText.Utf8(tag)))
            {
                Report($"tags.{index}", $"/metadata/tags/{index}", FieldFormats.TagExpectation, JsonText.String(tag));
            }

            index++;
        }
    }

    public void Links(JsonElement metadata)
    {
        if (!metadata.TryGetProperty("links"u8, out var links) || links.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var index = 0;
        foreach (var link in links.EnumerateArray())
        {
            if (link.ValueKind == JsonValueKind.Object)
            {
                CheckLink(link, index);
            }

            index++;
        }
    }

    private void CheckLink(JsonElement link, int index)
    {
        if (link.TryGetProperty("url"u8, out var url) && IsText(url) && !UrlFormat.IsUrl(JsonText.String(url)))
        {
            Report($"links.{index}.url", $"/metadata/links/{index}/url", FieldFormats.UrlExpectation, JsonText.String(url));
        }

        NotBlank(link, "title", index);
        NotBlank(link, "icon", index);
    }

    private void NotBlank(JsonElement link, string name, int index)
    {
        if (link.TryGetProperty(name, out var value) && IsText(value) && string.IsNullOrWhiteSpace(JsonText.String(value)))
        {
            Report($"links.{index}.{name}", $"/metadata/links/{index}/{name}", FieldFormats.TextExpectation, JsonText.String(value));
        }
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && !value.ValueEquals(""u8);

    private void Report(string field, string path, string expectation, string found)
    {
        var message = $"\"{field}\" is not valid; expected {expectation} but found \"{found}\".";
        findings.Add(_explained ? message : message + LearnMore, path);
        _explained = true;
    }
}
