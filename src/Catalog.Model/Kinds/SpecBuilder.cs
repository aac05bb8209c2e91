using Catalog.Model.Rules;

namespace Catalog.Model.Kinds;

/// <summary>Declares a kind's spec field by field, so that a field's shape and the relation it gives are said once.</summary>
internal sealed class SpecBuilder
{
    private readonly List<ObjectShape.Property> _properties = [];
    private readonly List<RelationField> _relations = [];

    public Shape Shape => new ObjectShape([.. _properties]);

    public IReadOnlyList<RelationField> Relations => _relations;

    public static KindRules Kind(string kind, IReadOnlyList<string> apiVersions, SpecBuilder spec, params SpecBuilder[] variants) =>
        new(new KindDefinition(kind, apiVersions, [.. spec._relations.Concat(variants.SelectMany(v => v._relations)).Distinct()]), spec.Shape);

    public SpecBuilder Required(string name, Shape? shape = null) => Add(name, shape ?? Shape.Text, true);

    public SpecBuilder Optional(string name, Shape? shape = null) => Add(name, shape ?? Shape.Text, false);

    /// <summary>One reference.</summary>
    public SpecBuilder Ref(string name, (string Outgoing, string Incoming) pair, string defaultKind, bool required = false, string? specType = null) =>
        Relation(name, pair, defaultKind, specType).Add(name, ReferenceShape.WithDefaultKind, required);

    /// <summary>A list of references, sorted when processed; without a default kind each has to name its own.</summary>
    public SpecBuilder Refs(string name, (string Outgoing, string Incoming) pair, string? defaultKind, bool required = false, string? specType = null) =>
        Relation(name, pair, defaultKind, specType, sorted: true).Add(name, new ListShape(Item(defaultKind)), required);

    /// <summary>A list of references, or just one.</summary>
    public SpecBuilder RefOrRefs(string name, (string Outgoing, string Incoming) pair, string? defaultKind)
    {
        var (one, many) = (Item(defaultKind), new ListShape(Item(defaultKind)));
        Relation(name, pair, defaultKind, null, sorted: true);
        return Add(name, new EitherShape("string,array", k => k == System.Text.Json.JsonValueKind.String ? one : k == System.Text.Json.JsonValueKind.Array ? many : null), false);
    }

    private static ReferenceShape Item(string? defaultKind) => defaultKind is null ? ReferenceShape.WithKind : ReferenceShape.WithDefaultKind;

    private SpecBuilder Relation(string name, (string Outgoing, string Incoming) pair, string? defaultKind, string? specType, bool sorted = false)
    {
        _relations.Add(new RelationField(name, pair.Outgoing, pair.Incoming, defaultKind, sorted) { SpecType = specType });
        return this;
    }

    private SpecBuilder Add(string name, Shape shape, bool required)
    {
        _properties.Add(new ObjectShape.Property(name, shape, required));
        return this;
    }
}
