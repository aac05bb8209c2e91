namespace Catalog.Model.Parsing;

/// <summary>
/// Cuts YAML text into its documents without parsing it: a line that begins with <c>---</c> or <c>...</c> ends a document
/// whatever stands before it (YAML 1.2, 9.1.2), so a syntax error never reaches past its own document.
/// </summary>
internal static class DocumentSplitter
{
    /// <summary>The documents that hold anything but blanks, comments and directives, up to <paramref name="max"/> + 1.</summary>
    public static List<DocumentSlice> Split(ReadOnlySpan<char> text, int max)
    {
        var slices = new List<DocumentSlice>();
        var open = new DocumentSlice(0, 0, 1, 0);
        var marked = false;
        for (int at = 0, line = 1; at < text.Length && slices.Count <= max; line++)
        {
            var rest = text[at..];
            var end = LineEnd(rest);
            var kind = Classify(rest[..end]);
            if (kind is LineKind.Start or LineKind.StartWithContent && (marked || open.ContentLine != 0))
            {
                Close(slices, open, at);
                open = new DocumentSlice(at, 0, line, 0);
            }

            at += end + BreakLength(rest[end..]);
            marked |= kind is LineKind.Start or LineKind.StartWithContent;
            if (kind == LineKind.End)
            {
                Close(slices, open, at);
                open = new DocumentSlice(at, 0, line + 1, 0);
                marked = false;
            }
            else if (open.ContentLine == 0 && (kind is LineKind.Content or LineKind.StartWithContent || (kind == LineKind.Directive && marked)))
            {
                open = open with { ContentLine = line };
            }
        }

        Close(slices, open, text.Length);
        return slices;
    }

    private static void Close(List<DocumentSlice> slices, DocumentSlice open, int end)
    {
        if (open.ContentLine != 0)
        {
            slices.Add(open with { Length = end - open.Start });
        }
    }

    private static LineKind Classify(ReadOnlySpan<char> line)
    {
        if (line.Length >= 3 && (line.Length == 3 || line[3] is ' ' or '\t'))
        {
            if (line.StartsWith("---"))
            {
                return IsBlank(line[3..]) ? LineKind.Start : LineKind.StartWithContent;
            }

            if (line.StartsWith("..."))
            {
                return LineKind.End;
            }
        }

        return IsBlank(line) ? LineKind.Blank : line[0] == '%' ? LineKind.Directive : LineKind.Content;
    }

    private static bool IsBlank(ReadOnlySpan<char> text) => text.TrimStart(" \t\uFEFF") is [] or ['#', ..];

    private static int LineEnd(ReadOnlySpan<char> rest) => rest.IndexOfAny('\n', '\r') is var end and >= 0 ? end : rest.Length;

    private static int BreakLength(ReadOnlySpan<char> rest) => rest switch
    {
        [] => 0,
        ['\r', '\n', ..] => 2,
        _ => 1,
    };

    private enum LineKind
    {
        Blank,
        Directive,
        Content,
        Start,
        StartWithContent,
        End,
    }
}

/// <summary>One document's place in the text: where it starts, the line it starts on, and the line its content starts on, from 1.</summary>
internal readonly record struct DocumentSlice(int Start, int Length, int StartLine, int ContentLine);
