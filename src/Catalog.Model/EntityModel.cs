namespace Catalog.Model;

/// <summary>
/// The kinds that are known, with their rules and relation fields; checks entities against them. Pure, immutable, thread-safe.
/// </summary>
public sealed class EntityModel
{
    /// <summary>The kinds of Backstage: Component, API, Resource, System, Domain, Group, User, Location, Template, AiResource.</summary>
    public static EntityModel BuiltIn => throw new NotImplementedException();

    /// <summary>A model that also accepts these kinds, envelope and metadata rules only.</summary>
    public EntityModel WithKinds(IEnumerable<string> kinds) => throw new NotImplementedException();

    /// <summary>The definition of a kind, compared without case; null when it is not known.</summary>
    public KindDefinition? Find(string kind) => throw new NotImplementedException();

    /// <summary>Checks envelope and field rules (names, namespaces, labels, annotations, tags, links) only; all problems, none for a good one.</summary>
    public IReadOnlyList<Problem> ValidateEnvelope(EntityBody body) => throw new NotImplementedException();

    /// <summary>Checks that kind and apiVersion are known and the spec fits; all problems, none for a good one.</summary>
    public IReadOnlyList<Problem> ValidateKind(EntityBody body) => throw new NotImplementedException();
}

/// <summary>One kind: which apiVersions it has and which fields of its spec are relations.</summary>
/// <param name="Kind">The kind as written by Backstage, for example <c>Component</c>.</param>
/// <param name="ApiVersions">The accepted apiVersions.</param>
/// <param name="RelationFields">The spec fields that name other entities.</param>
public sealed record KindDefinition(string Kind, IReadOnlyList<string> ApiVersions, IReadOnlyList<RelationField> RelationFields);

/// <summary>A spec field that names one or several entities and so gives a pair of relations.</summary>
/// <param name="Path">The field below <c>spec</c>, for example <c>owner</c>.</param>
/// <param name="Outgoing">The relation's type on the entity itself, for example <c>ownedBy</c>.</param>
/// <param name="Incoming">The type on the other end, for example <c>ownerOf</c>.</param>
/// <param name="DefaultKind">The kind of a reference that names none; null makes a kind mandatory.</param>
/// <param name="Sorted">Whether a list in this field is sorted in the processed entity, as the contract's section 9 says.</param>
public sealed record RelationField(string Path, string Outgoing, string Incoming, string? DefaultKind, bool Sorted);
