using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Catalog.Index.Rows;

/// <summary>Writes a JSON number as ECMAScript's <c>String(number)</c> does: 1.0 is "1", 1e21 is "1e+21".</summary>
internal static class JsNumber
{
    /// <summary>The canonical text of a number; the very same bytes when they are canonical already, as plain integers are.</summary>
    public static ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> raw) => IsPlainInteger(raw) ? raw : Encoding.ASCII.GetBytes(Format(Parse(raw)));

    private static bool IsPlainInteger(ReadOnlySpan<byte> raw)
    {
        var digits = raw[0] == '-' ? raw[1..] : raw;
        return digits.Length is > 0 and <= 15 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !(raw[0] == '-' && digits[0] == '0');
    }

    private static double Parse(ReadOnlySpan<byte> raw) => Utf8Parser.TryParse(raw, out double value, out _) ? value : double.NaN;

    private static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        var (digits, exponent) = Digits(value.ToString("R", CultureInfo.InvariantCulture));
        var sign = value < 0 ? "-" : "";
        var n = exponent + 1;
        var k = digits.Length;
        return sign + n switch
        {
            > 21 or <= -6 => k == 1 ? $"{digits}e{Signed(n - 1)}" : $"{digits[0]}.{digits[1..]}e{Signed(n - 1)}",
            <= 0 => "0." + new string('0', -n) + digits,
            _ when k <= n => digits + new string('0', n - k),
            _ => $"{digits[..n]}.{digits[n..]}",
        };
    }

    // The significant digits without leading and trailing zeros, and the decimal exponent of the first.
    private static (string Digits, int Exponent) Digits(string text)
    {
        var mantissa = text.TrimStart('-');
        var exponent = 0;
        if (mantissa.IndexOf('E', StringComparison.Ordinal) is var e and >= 0)
        {
            exponent = int.Parse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), exponent + whole - 1 - leading);
    }

    private static string Signed(int exponent) => exponent < 0 ? exponent.ToString(CultureInfo.InvariantCulture) : "+" + exponent.ToString(CultureInfo.InvariantCulture);
}
