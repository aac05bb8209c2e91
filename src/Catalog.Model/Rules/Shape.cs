using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>What a JSON value must look like. Immutable; a good value costs no allocation.</summary>
internal abstract class Shape
{
    /// <summary>An object with whatever in it.</summary>
    public static readonly Shape AnyObject = new ObjectShape();

    /// <summary>Text, also empty.</summary>
    public static readonly Shape AnyText = new TextShape { MinLength = 0 };

    /// <summary>Text that is not empty.</summary>
    public static readonly Shape Text = new TextShape();

    /// <summary>Text that is not empty, any number of times.</summary>
    public static readonly Shape Texts = new ListShape(Text);

    /// <summary>Adds what is wrong with the value, with paths from the value on.</summary>
    public abstract void Check(JsonElement value, Findings findings);

    protected static void WrongType(string expected, Findings findings) => findings.Schema($"must be {expected} - type: {expected}");
}

/// <summary>A list, each item of one shape.</summary>
internal sealed class ListShape(Shape item) : Shape
{
    public int MinItems { get; init; }

    public override void Check(JsonElement value, Findings findings)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            WrongType("array", findings);
            return;
        }

        if (MinItems > 0 && value.GetArrayLength() < MinItems)
        {
            findings.Schema($"must NOT have fewer than {MinItems} items - limit: {MinItems}");
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            var before = findings.Count;
            item.Check(element, findings);
            if (findings.Count > before)
            {
                findings.Under(before, index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            index++;
        }
    }
}

/// <summary>One of two shapes, told apart by the value's JSON type.</summary>
internal sealed class EitherShape(string types, Func<JsonValueKind, Shape?> choose) : Shape
{
    public override void Check(JsonElement value, Findings findings)
    {
        if (choose(value.ValueKind) is { } shape)
        {
            shape.Check(value, findings);
        }
        else
        {
            WrongType(types, findings);
        }
    }
}

/// <summary>True or false.</summary>
internal sealed class BooleanShape : Shape
{
    public override void Check(JsonElement value, Findings findings)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            WrongType("boolean", findings);
        }
    }
}
