using System.Text.Json;

namespace Catalog.Model.Rules;

/// <summary>Text within bounds of length, or one of a few.</summary>
internal sealed class TextShape : Shape
{
    public int MinLength { get; init; } = 1;

    public int? MaxLength { get; init; }

    public IReadOnlyList<string>? Allowed { get; init; }

    public override void Check(JsonElement value, Findings findings)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType("string", findings);
            return;
        }

        if (MinLength > 0 && value.ValueEquals(""u8))
        {
            findings.Schema($"must NOT have fewer than {MinLength} characters - limit: {MinLength}");
        }

        if (MaxLength is { } max && JsonText.String(value).Length > max)
        {
            findings.Schema($"must NOT have more than {max} characters - limit: {max}");
        }

        if (Allowed is not null && !IsAllowed(value))
        {
            findings.Schema($"must be equal to one of the allowed values - allowedValues: {string.Join(',', Allowed)}");
        }
    }

    private bool IsAllowed(JsonElement value)
    {
        foreach (var allowed in Allowed!)
        {
            if (value.ValueEquals(allowed))
            {
                return true;
            }
        }

        return false;
    }
}
