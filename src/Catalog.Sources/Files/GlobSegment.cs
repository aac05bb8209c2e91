using System.Text;
using System.Text.RegularExpressions;

namespace Catalog.Sources.Files;

/// <summary>What stands between two slashes of a glob.</summary>
internal sealed class GlobSegment
{
    private readonly Regex? _regex;

    public GlobSegment(string text)
    {
        Text = text;
        IsAnyDepth = text == "**";
        if (text.AsSpan().ContainsAny('*', '?', '['))
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (OperatingSystem.IsWindows() ? RegexOptions.IgnoreCase : 0);
            _regex = new Regex(ToRegex(text), options);
        }
    }

    public string Text { get; }

    /// <summary><c>**</c>: any number of folders, also none.</summary>
    public bool IsAnyDepth { get; }

    public bool IsLiteral => _regex is null;

    /// <summary>Whether the last part of a path matches. A leading dot has to be written.</summary>
    public bool Matches(string path)
    {
        var name = Path.GetFileName(path);
        return _regex is null ? name == Text : (name[0] != '.' || Text[0] == '.') && _regex.IsMatch(name);
    }

    private static string ToRegex(string text)
    {
        var regex = new StringBuilder(@"\A(?s:");
        for (var i = 0; i < text.Length; i++)
        {
            var close = text[i] == '[' ? text.IndexOf(']', Math.Min(i + 2, text.Length)) : -1;
            if (close > 0)
            {
                regex.Append(CharacterClass(text[(i + 1)..close]));
                i = close;
                continue;
            }

            regex.Append(text[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
        }

        return regex.Append(@")\z").ToString();
    }

    private static string CharacterClass(string members)
    {
        var negated = members[0] is '!' or '^';
        var escaped = (negated ? members[1..] : members).Replace(@"\", @"\\").Replace("[", @"\[").Replace("]", @"\]").Replace("^", @"\^");
        return escaped.Length == 0 ? Regex.Escape($"[{members}]") : $"[{(negated ? "^" : "")}{escaped}]";
    }
}
