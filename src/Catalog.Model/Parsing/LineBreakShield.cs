using System.Text;

namespace Catalog.Model.Parsing;

/// <summary>
/// Hides the three characters that end a line in YAML 1.1, and so for the parser, but are ordinary text in YAML 1.2. They are
/// swapped for noncharacters before parsing and swapped back in the result.
/// </summary>
internal static class LineBreakShield
{
    private const string Breaks = "\u0085\u2028\u2029";
    private const string StandIns = "\uFDD0\uFDD1\uFDD2";

    public static bool IsNeeded(ReadOnlySpan<char> text) => text.ContainsAny(Breaks);

    public static string Hide(string text) => Swap(text, Breaks, StandIns);

    public static byte[] Restore(byte[] utf8) => Encoding.UTF8.GetBytes(Swap(Encoding.UTF8.GetString(utf8), StandIns, Breaks));

    private static string Swap(string text, string from, string to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            text = text.Replace(from[i], to[i]);
        }

        return text;
    }
}
