using System.Text.Json;
using Catalog.Model.Rules;

namespace Catalog.Model.Kinds;

/// <summary>A kind together with the shape of its spec, which may depend on <c>spec.type</c>.</summary>
internal sealed record KindRules(KindDefinition Definition, Shape Spec)
{
    private readonly List<Variant> _variants = [];

    /// <summary>A kind that is known by name only: any spec will do, and any apiVersion.</summary>
    public static KindRules ForName(string kind) => new(new KindDefinition(kind, [], []), Shape.AnyObject);

    /// <summary>The same with another shape where <c>spec.type</c> has this value and the spec lacks the field <paramref name="unless"/>.</summary>
    public KindRules WithType(string type, Shape spec, string? unless = null)
    {
        _variants.Add(new Variant(type, spec, unless));
        return this;
    }

    public bool Accepts(string apiVersion) => Definition.ApiVersions.Count == 0 || Definition.ApiVersions.Contains(apiVersion);

    public void CheckSpec(JsonElement root, Findings findings)
    {
        if (!root.TryGetProperty("spec"u8, out var spec))
        {
            if (Definition.ApiVersions.Count > 0)
            {
                findings.Schema("must have required property 'spec' - missingProperty: spec");
            }

            return;
        }

        var before = findings.Count;
        ShapeFor(spec).Check(spec, findings);
        findings.Under(before, "spec");
    }

    private Shape ShapeFor(JsonElement spec)
    {
        if (_variants.Count > 0 && spec.ValueKind == JsonValueKind.Object
            && spec.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String)
        {
            foreach (var variant in _variants)
            {
                if (type.ValueEquals(variant.Type) && (variant.Unless is null || !spec.TryGetProperty(variant.Unless, out _)))
                {
                    return variant.Shape;
                }
            }
        }

        return Spec;
    }

    private sealed record Variant(string Type, Shape Shape, string? Unless);
}
