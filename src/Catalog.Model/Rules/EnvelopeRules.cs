using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>The rules that hold for an entity of any kind: what stands at the root, and the formats of the metadata.</summary>
internal static class EnvelopeRules
{
    private static readonly Shape TextValues = new ObjectShape { Others = Shape.AnyText };

    private static readonly Shape Metadata = new ObjectShape(
        new("name", Shape.Text, Required: true),
        new("namespace", Shape.Text),
        new("uid", Shape.Text),
        new("etag", Shape.Text),
        new("title", Shape.Text),
        new("description", Shape.AnyText),
        new("labels", TextValues),
        new("annotations", TextValues),
        new("tags", Shape.Texts),
        new("links", new ListShape(new ObjectShape(
            new("url", Shape.Text, Required: true),
            new("title", Shape.Text),
            new("icon", Shape.Text),
            new("type", Shape.Text)))));

    private static readonly Shape Root = new ObjectShape(
        new("apiVersion", Shape.Text, Required: true),
        new("kind", Shape.Text, Required: true),
        new("metadata", Metadata, Required: true),
        new("spec", Shape.AnyObject));

    public static void Check(JsonElement root, Findings findings)
    {
        Root.Check(root, findings);
        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in root.EnumerateObject())
        {
            if (!IsKnown(member))
            {
                ReportForeign(member.Name, findings);
            }
        }

        CheckFormats(root, new FormatChecker(findings));
    }

    private static bool IsKnown(JsonProperty member) =>
        member.NameEquals("apiVersion"u8) || member.NameEquals("kind"u8) || member.NameEquals("metadata"u8) || member.NameEquals("spec"u8);

    private static void ReportForeign(string name, Findings findings) => findings.Add(
        $"Unknown field {name}",
        "/" + JsonPointer.Escape(name),
        name is "relations" or "status"
            ? $"the catalog works out {name} itself"
            : "only apiVersion, kind, metadata and spec may stand at the root; fields of your own belong below spec or metadata");

    private static void CheckFormats(JsonElement root, FormatChecker formats)
    {
        formats.Text(root, "apiVersion"u8, "apiVersion", FieldFormats.IsApiVersion, FieldFormats.KeyExpectation);
        formats.Text(root, "kind"u8, "kind", FieldFormats.IsKind, FieldFormats.KindExpectation);
        if (root.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            formats.Text(metadata, "name"u8, "metadata.name", FieldFormats.IsName, FieldFormats.NameExpectation);
            formats.Text(metadata, "namespace"u8, "metadata.namespace", FieldFormats.IsDnsLabel, FieldFormats.NamespaceExpectation);
            formats.Members(metadata, "labels"u8, "labels", FieldFormats.IsLabelValue, FieldFormats.NameExpectation);
            formats.Members(metadata, "annotations"u8, "annotations", static _ => true, "");
            formats.Tags(metadata);
            formats.Links(metadata);
        }
    }
}
