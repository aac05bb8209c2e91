using System.Globalization;

namespace Catalog.Model.Parsing;

/// <summary>What a plain YAML scalar means under the core schema of YAML 1.2: <c>yes</c> and dates are text, <c>0o17</c> is 15.</summary>
internal readonly record struct YamlScalar(YamlScalarKind Kind, double Number = 0, long Integer = 0)
{
    public static YamlScalar Resolve(ReadOnlySpan<char> text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new(YamlScalarKind.Null),
        "true" or "True" or "TRUE" => new(YamlScalarKind.True),
        "false" or "False" or "FALSE" => new(YamlScalarKind.False),
        _ => ResolveNumber(text),
    };

    /// <summary>The scalar as JSON.</summary>
    public void Write(JsonOutput output, ReadOnlySpan<char> text)
    {
        switch (Kind)
        {
            case YamlScalarKind.Null: output.Raw("null"u8); break;
            case YamlScalarKind.True: output.Raw("true"u8); break;
            case YamlScalarKind.False: output.Raw("false"u8); break;
            case YamlScalarKind.Integer: output.Integer(Integer); break;
            case YamlScalarKind.Number: JsonNumber.Write(output, Number); break;
            default: output.Text(text); break;
        }
    }

    private static YamlScalar ResolveNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is not ((>= '0' and <= '9') or '-' or '+' or '.'))
        {
            return new(YamlScalarKind.Text);
        }

        if (text.Length > 2 && text[0] == '0' && text[1] is 'o' or 'x')
        {
            return Radix(text[2..], text[1] == 'o');
        }

        return IsInfinityOrNaN(text) ? new(YamlScalarKind.Number, double.NaN) : Decimal(text);
    }

    private static YamlScalar Radix(ReadOnlySpan<char> digits, bool octal) =>
        digits.ContainsAnyExcept(octal ? "01234567" : "0123456789abcdefABCDEF")
            ? new(YamlScalarKind.Text)
            : new(YamlScalarKind.Number, JsonNumber.FromRadix(digits, octal ? 3 : 4));

    private static bool IsInfinityOrNaN(ReadOnlySpan<char> text) =>
        text is ".nan" or ".NaN" or ".NAN" || (text[0] is '-' or '+' ? text[1..] : text) is ".inf" or ".Inf" or ".INF";

    private static YamlScalar Decimal(ReadOnlySpan<char> text)
    {
        if (!IsDecimal(text, out var integer))
        {
            return new(YamlScalarKind.Text);
        }

        if (integer && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return new(YamlScalarKind.Integer, 0, whole);
        }

        return new(YamlScalarKind.Number, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary><c>[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c></summary>
    private static bool IsDecimal(ReadOnlySpan<char> text, out bool integer)
    {
        var at = text[0] is '-' or '+' ? 1 : 0;
        var whole = CountDigits(text[at..]);
        at += whole;
        var fraction = 0;
        integer = at == text.Length;
        if (at < text.Length && text[at] == '.')
        {
            fraction = CountDigits(text[++at..]);
            at += fraction;
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '-' or '+' ? 2 : 1;
            var exponent = CountDigits(text[at..]);
            at = exponent == 0 ? -1 : at + exponent;
        }

        return at == text.Length;
    }

    private static int CountDigits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
}

internal enum YamlScalarKind
{
    Text,
    Null,
    True,
    False,
    Integer,
    Number,
}
