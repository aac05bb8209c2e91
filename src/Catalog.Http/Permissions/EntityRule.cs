using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Catalog.Index.Query;

namespace Catalog.Http.Permissions;

/// <summary>The six rules that policies build their conditions of, each as the query condition that it stands for.</summary>
/// <param name="Name">For example <c>IS_ENTITY_KIND</c>.</param>
/// <param name="Description">What it is satisfied by.</param>
/// <param name="Parameters">Its parameters, the first of which is required.</param>
public sealed record EntityRule(string Name, string Description, IReadOnlyList<EntityRule.Parameter> Parameters)
{
    /// <summary>A parameter: a text, or a list of texts.</summary>
    public sealed record Parameter(string Name, string Description, bool Required, bool IsList = false)
    {
        internal string? Wrong(JsonElement parameters)
        {
            if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty(Name, out var value))
            {
                return Required ? $"{Name} is required" : null;
            }

            var good = IsList
                ? value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String)
                : value.ValueKind == JsonValueKind.String;
            return good ? null : $"{Name} must be {(IsList ? "a list of strings" : "a string")}";
        }
    }

    /// <summary>All rules.</summary>
    public static IReadOnlyList<EntityRule> All { get; } =
    [
        new("HAS_ANNOTATION", "Entities with an annotation", [new("annotation", "The annotation", true), new("value", "Its value", false)]),
        new("HAS_LABEL", "Entities with a label", [new("label", "The label", true), new("value", "Its value", false)]),
        new("HAS_METADATA", "Entities with a field of their metadata", [new("key", "The field", true), new("value", "Its value", false)]),
        new("HAS_SPEC", "Entities with a field of their spec", [new("key", "The field", true), new("value", "Its value", false)]),
        new("IS_ENTITY_KIND", "Entities of a kind", [new("kinds", "The kinds, one of which it must have", true, IsList: true)]),
        new("IS_ENTITY_OWNER", "Entities of an owner", [new("claims", "The owners, one of which it must have", true, IsList: true)]),
    ];

    /// <summary>Entities owned by one of these.</summary>
    public static Condition IsEntityOwner(IReadOnlyList<string> claims) => new HasValue("relations.ownedBy", claims);

    /// <summary>Entities of one of these kinds.</summary>
    public static Condition IsEntityKind(IReadOnlyList<string> kinds) => new HasValue("kind", kinds);

    /// <summary>Entities with an annotation, of a certain value or of any.</summary>
    public static Condition HasAnnotation(string annotation, string? value = null) => Field("metadata.annotations.", annotation, value);

    /// <summary>Entities with a label, of a certain value or of any.</summary>
    public static Condition HasLabel(string label, string? value = null) => Field("metadata.labels.", label, value);

    /// <summary>Entities with a field of their metadata, of a certain value or of any.</summary>
    public static Condition HasMetadata(string key, string? value = null) => Field("metadata.", key, value);

    /// <summary>Entities with a field of their spec, of a certain value or of any.</summary>
    public static Condition HasSpec(string key, string? value = null) => Field("spec.", key, value);

    /// <summary>The condition of a rule with its parameters as JSON; false with the reason when they do not fit.</summary>
    public static bool TryMake(string rule, JsonElement parameters, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out string? wrong)
    {
        condition = null;
        if (All.FirstOrDefault(r => r.Name == rule) is not { } known)
        {
            wrong = $"Permission rule '{rule}' does not exist for resource type '{Permission.EntityResource}'";
            return false;
        }

        wrong = known.Parameters.Select(p => p.Wrong(parameters)).FirstOrDefault(w => w is not null) is { } first
            ? $"Parameters to rule '{rule}' are invalid: {first}"
            : null;
        condition = wrong is null ? known.Make(parameters) : null;
        return condition is not null;
    }

    private static Condition Field(string prefix, string key, string? value) =>
        value is null ? new Exists(prefix + key) : new HasValue(prefix + key, [value]);

    private Condition Make(JsonElement parameters)
    {
        var first = parameters.GetProperty(Parameters[0].Name);
        var value = parameters.TryGetProperty("value", out var given) ? given.GetString() : null;
        return Name switch
        {
            "HAS_ANNOTATION" => HasAnnotation(first.GetString()!, value),
            "HAS_LABEL" => HasLabel(first.GetString()!, value),
            "HAS_METADATA" => HasMetadata(first.GetString()!, value),
            "HAS_SPEC" => HasSpec(first.GetString()!, value),
            "IS_ENTITY_KIND" => IsEntityKind([.. first.EnumerateArray().Select(i => i.GetString()!)]),
            _ => IsEntityOwner([.. first.EnumerateArray().Select(i => i.GetString()!)]),
        };
    }
}
