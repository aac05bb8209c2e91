using Catalog.Model.Rules;
using static Catalog.Model.WellKnownNames;

namespace Catalog.Model.Kinds;

/// <summary>The catalog's own kinds: the fields of their specs and the relations these give. In the order relations are emitted.</summary>
internal static class BuiltInKinds
{
    private static readonly string[] Catalog = [V1Alpha1, V1Beta1];

    private static readonly (string, string) Ownership = (Relations.OwnedBy, Relations.OwnerOf);
    private static readonly (string, string) Part = (Relations.PartOf, Relations.HasPart);
    private static readonly (string, string) Dependency = (Relations.DependsOn, Relations.DependencyOf);
    private static readonly (string, string) Dependant = (Relations.DependencyOf, Relations.DependsOn);
    private static readonly (string, string) Provision = (Relations.ProvidesApi, Relations.ApiProvidedBy);
    private static readonly (string, string) Consumption = (Relations.ConsumesApi, Relations.ApiConsumedBy);
    private static readonly (string, string) Parent = (Relations.ChildOf, Relations.ParentOf);
    private static readonly (string, string) Child = (Relations.ParentOf, Relations.ChildOf);
    private static readonly (string, string) Membership = (Relations.MemberOf, Relations.HasMember);
    private static readonly (string, string) Member = (Relations.HasMember, Relations.MemberOf);

    private static readonly Shape Profile = new ObjectShape(
        new("displayName", Shape.Text), new("email", Shape.Text), new("picture", Shape.Text));

    public static IEnumerable<KindRules> All =>
    [
        SpecBuilder.Kind(WellKnownNames.Kinds.Component, Catalog, Component()),
        SpecBuilder.Kind(WellKnownNames.Kinds.Api, Catalog, Api().Required("definition")).WithType("mcp-server", McpServer(), unless: "definition"),
        SpecBuilder.Kind(WellKnownNames.Kinds.Resource, Catalog, Resource()),
        SpecBuilder.Kind(WellKnownNames.Kinds.System, Catalog, Owned().Ref("domain", Part, WellKnownNames.Kinds.Domain).Optional("type")),
        SpecBuilder.Kind(WellKnownNames.Kinds.Domain, Catalog, Owned().Ref("subdomainOf", Part, WellKnownNames.Kinds.Domain).Optional("type")),
        SpecBuilder.Kind(WellKnownNames.Kinds.Group, Catalog, Group()),
        SpecBuilder.Kind(WellKnownNames.Kinds.User, Catalog, User()),
        SpecBuilder.Kind(WellKnownNames.Kinds.Location, Catalog, Location()),
        TemplateKind.Rules,
        AiResourceKind.Rules,
    ];

    /// <summary>Only an owner, who must be there.</summary>
    public static SpecBuilder Owned() => new SpecBuilder().Ref("owner", Ownership, WellKnownNames.Kinds.Group, required: true);

    /// <summary>An owner who need not be there.</summary>
    public static SpecBuilder OptionallyOwned() => new SpecBuilder().Ref("owner", Ownership, WellKnownNames.Kinds.Group);

    private static SpecBuilder Component() => Typed()
        .Ref("owner", Ownership, WellKnownNames.Kinds.Group, required: true)
        .Ref("subcomponentOf", Part, WellKnownNames.Kinds.Component)
        .Refs("providesApis", Provision, WellKnownNames.Kinds.Api)
        .Refs("consumesApis", Consumption, WellKnownNames.Kinds.Api)
        .Refs("dependsOn", Dependency, null)
        .RefOrRefs("dependencyOf", Dependant, null)
        .Ref("system", Part, WellKnownNames.Kinds.System);

    private static SpecBuilder Api() => Typed()
        .Ref("owner", Ownership, WellKnownNames.Kinds.Group, required: true)
        .Ref("system", Part, WellKnownNames.Kinds.System);

    private static SpecBuilder Typed() => new SpecBuilder().Required("type").Required("lifecycle");

    /// <summary>An API of type mcp-server may say where it answers instead of how it is defined.</summary>
    private static Shape McpServer()
    {
        var remote = new ObjectShape(new("type", Shape.Text, Required: true), new("url", Shape.Text, Required: true));
        return Api().Required("remotes", new ListShape(remote) { MinItems = 1 }).Shape;
    }

    private static SpecBuilder Resource() => new SpecBuilder()
        .Required("type")
        .Ref("owner", Ownership, WellKnownNames.Kinds.Group, required: true)
        .Refs("dependsOn", Dependency, null)
        .RefOrRefs("dependencyOf", Dependant, null)
        .Ref("system", Part, WellKnownNames.Kinds.System);

    private static SpecBuilder Group() => new SpecBuilder()
        .Required("type")
        .Ref("parent", Parent, WellKnownNames.Kinds.Group)
        .Refs("children", Child, WellKnownNames.Kinds.Group, required: true)
        .Refs("members", Member, WellKnownNames.Kinds.User)
        .Optional("profile", Profile);

    private static SpecBuilder User() => new SpecBuilder()
        .Refs("memberOf", Membership, WellKnownNames.Kinds.Group, required: true)
        .Optional("profile", Profile);

    private static SpecBuilder Location() => new SpecBuilder()
        .Optional("type")
        .Optional("target")
        .Optional("targets", Shape.Texts)
        .Optional("presence", new TextShape { Allowed = ["required", "optional"] });
}
