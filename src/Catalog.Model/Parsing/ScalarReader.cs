using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Catalog.Model.Parsing;

/// <summary>Types a YAML scalar by its style and tag.</summary>
internal static class ScalarReader
{
    private const string CorePrefix = "tag:yaml.org,2002:";

    public static YamlScalar Resolve(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain ? YamlScalar.Resolve(scalar.Value) : new(YamlScalarKind.Text);
        }

        var resolved = YamlScalar.Resolve(scalar.Value);
        return Fits(scalar.Tag, resolved.Kind) ? resolved : new(YamlScalarKind.Text);
    }

    public static void Write(JsonOutput output, Scalar scalar) => Resolve(scalar).Write(output, scalar.Value);

    /// <summary>The property name that a key gives: <c>1.0</c> is "1", as in JavaScript; null is the empty text.</summary>
    public static string KeyText(Scalar scalar)
    {
        var resolved = Resolve(scalar);
        switch (resolved.Kind)
        {
            case YamlScalarKind.Text: return scalar.Value;
            case YamlScalarKind.Null: return "";
            default:
                var output = new JsonOutput();
                resolved.Write(output, scalar.Value);
                return System.Text.Encoding.UTF8.GetString(output.Slice(0, output.Length));
        }
    }

    /// <summary>A tag of the core schema types what it fits; every other tag, also one of an application's own, gives text.</summary>
    private static bool Fits(TagName tag, YamlScalarKind kind) => !tag.IsNonSpecific && tag.Value.StartsWith(CorePrefix, StringComparison.Ordinal)
        && tag.Value.AsSpan(CorePrefix.Length) switch
        {
            "null" => kind == YamlScalarKind.Null,
            "bool" => kind is YamlScalarKind.True or YamlScalarKind.False,
            "int" or "float" => kind is YamlScalarKind.Integer or YamlScalarKind.Number,
            _ => false,
        };
}
