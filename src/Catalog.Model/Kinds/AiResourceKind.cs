using Catalog.Model.Rules;
using static Catalog.Model.WellKnownNames;

namespace Catalog.Model.Kinds;

/// <summary>AiResource, whose spec is one of four by its type; a type of one's own has the common fields.</summary>
internal static class AiResourceKind
{
    private const int MaxCompatibility = 500;

    private static readonly (string, string) Dependency = (Relations.DependsOn, Relations.DependencyOf);
    private static readonly (string, string) Contents = (Relations.HasPart, Relations.PartOf);

    public static KindRules Rules
    {
        get
        {
            var (skill, rule, plugin, marketplace) = (Skill(), Rule(), Plugin(), Marketplace());
            return SpecBuilder.Kind(WellKnownNames.Kinds.AiResource, [V1Alpha1], Common(), skill, rule, plugin, marketplace)
                .WithType("skill", skill.Shape)
                .WithType("rule", rule.Shape)
                .WithType("plugin", plugin.Shape)
                .WithType("marketplace", marketplace.Shape);
        }
    }

    private static SpecBuilder Common() => BuiltInKinds.Owned()
        .Required("type")
        .Required("lifecycle")
        .Ref("system", (Relations.PartOf, Relations.HasPart), WellKnownNames.Kinds.System);

    private static SpecBuilder Skill() => Common()
        .Refs("dependsOn", Dependency, WellKnownNames.Kinds.AiResource, specType: "skill")
        .Optional("disciplines", Shape.Texts)
        .Optional("categories", Shape.Texts)
        .Optional("agents", Shape.Texts)
        .Optional("allowedTools")
        .Optional("license")
        .Optional("compatibility", new TextShape { MaxLength = MaxCompatibility });

    private static SpecBuilder Rule() => Common()
        .Required("category")
        .Required("rationale")
        .Optional("disciplines", Shape.Texts);

    private static SpecBuilder Plugin() => Common()
        .Refs("skills", Contents, WellKnownNames.Kinds.AiResource, required: true, specType: "plugin")
        .Optional("version");

    private static SpecBuilder Marketplace() => Common()
        .Refs("plugins", Contents, WellKnownNames.Kinds.AiResource, required: true, specType: "marketplace")
        .Optional("version");
}
