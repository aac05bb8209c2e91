namespace Catalog.Model;

/// <summary>A place in a source text.</summary>
/// <param name="File">The file's path or url, as the reader was asked for it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in characters, from 1.</param>
/// <param name="Document">The number of the document in a multi-document file, from 1.</param>
public readonly record struct SourcePosition(string File, int Line, int Column, int Document)
{
    /// <summary><c>file:line:column</c>, a form that editors and terminals make clickable.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>
/// What is wrong with some input, as a value: bad input is never an exception. One entity can have several, and all of
/// them are reported.
/// </summary>
/// <param name="Message">What is wrong and, where that is known, what would be right; one line, in Backstage's words where it has some.</param>
/// <param name="Path">
/// The JSON path from the entity's root, for example <c>/metadata/tags/0</c>, steps escaped as in RFC 6901; null or empty when the whole is meant.
/// </param>
/// <param name="Position">Where in the source text; null when the text is not known.</param>
public sealed record Problem(string Message, string? Path = null, SourcePosition? Position = null)
{
    /// <summary>The error's name in Backstage's terms (<c>InputError</c>, <c>NotFoundError</c>, …), for status items and error bodies.</summary>
    public string Name { get; init; } = "InputError";

    /// <summary>What would be right, where the message does not say it; null when there is nothing to add.</summary>
    public string? Hint { get; init; }

    /// <summary>Message with position, path and hint, as a log or terminal shows it.</summary>
    public override string ToString() =>
        (Position is { } p ? p + ": " : "") + Message
        + (string.IsNullOrEmpty(Path) || Message.Contains(Path, StringComparison.Ordinal) ? "" : $" (at {Path})")
        + (Hint is null ? "" : $"; {Hint}");
}
