using System.Text.Json;
using Catalog.Model.Rules;
using static Catalog.Model.WellKnownNames;

namespace Catalog.Model.Kinds;

/// <summary>Template, the scaffolder's recipe: the catalog checks its outline and leaves the rest to the scaffolder.</summary>
internal static class TemplateKind
{
    private static readonly Shape Permissions = new ObjectShape(new ObjectShape.Property("tags", new ListShape(Shape.AnyText)));
    private static readonly Shape TextOrBoolean = new EitherShape("string,boolean", kind => kind switch
    {
        JsonValueKind.String => Shape.AnyText,
        JsonValueKind.True or JsonValueKind.False => new BooleanShape(),
        _ => null,
    });

    private static readonly Shape ParameterPage = new ObjectShape(new ObjectShape.Property("backstage:permissions", Permissions));
    private static readonly Shape Pages = new ListShape(ParameterPage);
    private static readonly Shape Parameters = new EitherShape(
        "object,array", kind => kind == JsonValueKind.Array ? Pages : kind == JsonValueKind.Object ? ParameterPage : null);

    private static readonly Shape Step = new ObjectShape(
        new("action", Shape.AnyText, Required: true),
        new("id", Shape.AnyText),
        new("name", Shape.AnyText),
        new("input", Shape.AnyObject),
        new("if", TextOrBoolean),
        new("backstage:permissions", Permissions));

    private static readonly Shape Decorators = new ListShape(new ObjectShape(new("id", Shape.AnyText), new("input", Shape.AnyObject)));

    private static readonly Shape OutputLink = new ObjectShape(
        new("if", TextOrBoolean), new("url", Shape.Text), new("entityRef", Shape.Text), new("title", Shape.Text), new("icon", Shape.Text));

    private static readonly Shape OutputText = new ObjectShape(
        new("if", TextOrBoolean), new("title", Shape.Text), new("icon", Shape.Text), new("content", Shape.AnyText));

    private static readonly Shape Output = new ObjectShape(
        new("links", new ListShape(OutputLink)), new("text", new ListShape(OutputText)))
    {
        Others = Shape.AnyText,
    };

    private static readonly Shape ButtonLabels = new ObjectShape(
        new("backButtonText", Shape.AnyText), new("createButtonText", Shape.AnyText), new("reviewButtonText", Shape.AnyText));

    public static KindRules Rules => SpecBuilder.Kind(WellKnownNames.Kinds.Template, [ScaffolderV1Beta3], BuiltInKinds.OptionallyOwned()
        .Required("type")
        .Required("steps", new ListShape(Step))
        .Optional("lifecycle")
        .Optional("parameters", Parameters)
        .Optional("secrets", new ObjectShape(new ObjectShape.Property("schema", Shape.AnyObject)))
        .Optional("presentation", new ObjectShape(new ObjectShape.Property("buttonLabels", ButtonLabels)))
        .Optional("EXPERIMENTAL_recovery", new ObjectShape(new ObjectShape.Property("EXPERIMENTAL_strategy", Shape.AnyText)))
        .Optional("formDecorators", Decorators)
        .Optional("EXPERIMENTAL_formDecorators", Decorators)
        .Optional("output", Output));
}
