namespace Catalog.Sources.Files;

/// <summary>In: <c>a/{b,c}/d</c>. Out: <c>a/b/d</c>, <c>a/c/d</c>. Braces without a comma stand for themselves.</summary>
internal static class BraceExpansion
{
    /// <summary>More alternatives than this, and the braces are taken literally.</summary>
    public const int MaxAlternatives = 256;

    public static IReadOnlyList<string> Expand(string pattern)
    {
        var done = new List<string>();
        var open = new Stack<string>([pattern]);
        while (open.TryPop(out var next))
        {
            if (done.Count + open.Count > MaxAlternatives)
            {
                return [pattern];
            }

            if (FindGroup(next) is not var (start, end, parts))
            {
                done.Add(next);
                continue;
            }

            for (var i = parts.Count - 1; i >= 0; i--)
            {
                open.Push(next[..start] + parts[i] + next[(end + 1)..]);
            }
        }

        return done;
    }

    private static (int Start, int End, List<string> Parts)? FindGroup(string text)
    {
        for (var start = text.IndexOf('{'); start >= 0; start = text.IndexOf('{', start + 1))
        {
            var parts = new List<string>();
            var (depth, from) = (1, start + 1);
            for (var i = start + 1; i < text.Length; i++)
            {
                depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0 || (depth == 1 && text[i] == ','))
                {
                    parts.Add(text[from..i]);
                    from = i + 1;
                }

                if (depth == 0)
                {
                    if (parts.Count > 1)
                    {
                        return (start, i, parts);
                    }

                    break;
                }
            }
        }

        return null;
    }
}
