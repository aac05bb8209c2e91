namespace Catalog.Model;

/// <summary>One kind: which apiVersions it has and which fields of its spec are relations.</summary>
/// <param name="Kind">The kind as written by Backstage, for example <c>Component</c>.</param>
/// <param name="ApiVersions">The accepted apiVersions; empty when any will do.</param>
/// <param name="RelationFields">The spec fields that name other entities, in the order that relations are emitted.</param>
public sealed record KindDefinition(string Kind, IReadOnlyList<string> ApiVersions, IReadOnlyList<RelationField> RelationFields);

/// <summary>A spec field that names one or several entities (a text, or a list of texts) and so gives pairs of relations.</summary>
/// <param name="Path">The field below <c>spec</c>, for example <c>owner</c>.</param>
/// <param name="Outgoing">The relation's type on the entity itself, for example <c>ownedBy</c>.</param>
/// <param name="Incoming">The type on the other end, for example <c>ownerOf</c>.</param>
/// <param name="DefaultKind">The kind of a reference that names none; null makes a kind mandatory. The namespace defaults to the entity's own.</param>
/// <param name="Sorted">Whether a list in this field is sorted in the processed entity, as the contract's section 9 says.</param>
public sealed record RelationField(string Path, string Outgoing, string Incoming, string? DefaultKind, bool Sorted)
{
    /// <summary>The value of <c>spec.type</c> for which the field is a relation; null when it always is.</summary>
    public string? SpecType { get; init; }
}
