using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>A reference to an entity, <c>[kind:][namespace/]name</c>; without a default kind the kind must be written.</summary>
internal sealed class ReferenceShape(bool kindRequired) : Shape
{
    public static readonly ReferenceShape WithDefaultKind = new(false);
    public static readonly ReferenceShape WithKind = new(true);

    public override void Check(JsonElement value, Findings findings)
    {
        var before = findings.Count;
        Text.Check(value, findings);
        if (findings.Count == before && !IsReference(JsonText.Utf8(value)))
        {
            var form = kindRequired ? "<kind>:[<namespace>/]<name>" : "[<kind>:][<namespace>/]<name>";
            findings.Schema($"must be an entity reference on the form {form}, found \"{JsonText.String(value)}\"");
        }
    }

    private bool IsReference(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        var colon = (slash < 0 ? text : text[..slash]).IndexOf((byte)':');
        if (colon < 0)
        {
            return !kindRequired && slash != 0 && slash < text.Length - 1;
        }

        return colon > 0 && (slash < 0 ? colon < text.Length - 1 : slash > colon + 1 && slash < text.Length - 1);
    }
}
