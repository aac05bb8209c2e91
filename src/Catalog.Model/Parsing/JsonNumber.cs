using System.Globalization;
using System.Numerics;

namespace Catalog.Model.Parsing;

/// <summary>Writes numbers as ECMAScript does (1.0 is 1, 1e21 is 1e+21), so that a value reads the same in every Backstage client.</summary>
internal static class JsonNumber
{
    /// <summary>Most digits of a hexadecimal or octal number that can still be finite.</summary>
    private const int MaxRadixDigits = 342;

    /// <summary>Writes a number; infinities and NaN, which JSON lacks, as null.</summary>
    public static void Write(JsonOutput output, double value)
    {
        if (!double.IsFinite(value))
        {
            output.Raw("null"u8);
        }
        else if (value == Math.Truncate(value) && Math.Abs(value) < 1e15)
        {
            output.Integer((long)value);
        }
        else
        {
            WriteShortest(output, value);
        }
    }

    /// <summary>The value of digits in base 8 or 16 (given as bits per digit), all of which are valid.</summary>
    public static double FromRadix(ReadOnlySpan<char> digits, int bitsPerDigit)
    {
        if (digits.TrimStart('0').Length > MaxRadixDigits)
        {
            return double.PositiveInfinity;
        }

        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            value = (value << bitsPerDigit) + Convert.ToInt32(digit.ToString(), 16);
        }

        // A cast would cut the digits that do not fit; parsing rounds them.
        return double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static void WriteShortest(JsonOutput output, double value)
    {
        // ECMA-262, Number::toString: digits d1..dk and n such that the value is 0.d1..dk times 10 to the n.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        var n = (point < 0 ? digits.Length : point) - (digits.Length - significant.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        if (value < 0)
        {
            output.Byte('-');
        }

        foreach (var c in Layout(significant.TrimEnd('0'), n))
        {
            output.Byte(c);
        }
    }

    private static string Layout(string digits, int n)
    {
        var k = digits.Length;
        if (n is > 0 and <= 21)
        {
            return k <= n ? digits.PadRight(n, '0') : digits[..n] + "." + digits[n..];
        }

        if (n is > -6 and <= 0)
        {
            return "0." + new string('0', -n) + digits;
        }

        var exponent = (n - 1 < 0 ? "-" : "+") + Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture);
        return k == 1 ? digits + "e" + exponent : digits[..1] + "." + digits[1..] + "e" + exponent;
    }
}
