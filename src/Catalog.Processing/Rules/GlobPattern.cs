using System.Text;
using System.Text.RegularExpressions;

namespace Catalog.Processing.Rules;

/// <summary>A glob over a url or path, compared without case; dots are nothing special.</summary>
internal sealed class GlobPattern
{
    private readonly Regex _regex;

    /// <exception cref="ArgumentException">The pattern cannot be read.</exception>
    public GlobPattern(string pattern)
    {
        var text = new StringBuilder("^");
        var at = 0;
        Translate(JoinSlashes(pattern), ref at, text, inBraces: false);
        text.Append('$');
        try
        {
            _regex = new Regex(text.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The pattern '{pattern}' cannot be read: {e.Message}", e);
        }
    }

    public bool IsMatch(string target) => _regex.IsMatch(JoinSlashes(target));

    private static void Translate(string pattern, ref int at, StringBuilder text, bool inBraces)
    {
        while (at < pattern.Length)
        {
            var c = pattern[at++];
            switch (c)
            {
                case '*' when IsWholeSegment(pattern, at - 1):
                    at++;
                    if (at < pattern.Length)
                    {
                        at++;
                        text.Append("(?:[^/]*/)*");
                    }
                    else
                    {
                        text.Append(".*");
                    }

                    break;
                case '*':
                    while (at < pattern.Length && pattern[at] == '*')
                    {
                        at++;
                    }

                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[':
                    Class(pattern, ref at, text);
                    break;
                case '{':
                    text.Append("(?:");
                    Translate(pattern, ref at, text, inBraces: true);
                    text.Append(')');
                    break;
                case '}' when inBraces:
                    return;
                case ',' when inBraces:
                    text.Append('|');
                    break;
                case '\\' when at < pattern.Length:
                    text.Append(Regex.Escape(pattern[at++].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(c.ToString()));
                    break;
            }
        }

        if (inBraces)
        {
            throw new ArgumentException($"The pattern '{pattern}' has an open brace.");
        }
    }

    private static bool IsWholeSegment(string pattern, int at) =>
        at + 1 < pattern.Length && pattern[at + 1] == '*' && (at == 0 || pattern[at - 1] == '/') && (at + 2 == pattern.Length || pattern[at + 2] == '/');

    private static void Class(string pattern, ref int at, StringBuilder text)
    {
        var end = pattern.IndexOf(']', Math.Min(at + 1, pattern.Length));
        if (end < 0)
        {
            text.Append("\\[");
            return;
        }

        var inside = pattern[at..end];
        var negated = inside[0] is '!' or '^';
        text.Append(negated ? "[^/" : "[").Append((negated ? inside[1..] : inside).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
        at = end + 1;
    }

    private static string JoinSlashes(string text)
    {
        while (text.Contains("//", StringComparison.Ordinal))
        {
            text = text.Replace("//", "/", StringComparison.Ordinal);
        }

        return text;
    }
}
