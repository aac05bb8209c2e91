namespace Catalog.Model.Parsing;

/// <summary>Ends the reading of one document; becomes a <see cref="Problem"/> before it leaves this room.</summary>
internal sealed class InvalidDocumentException(string message, long line, long column) : Exception(message)
{
    /// <summary>The line within the document's slice, from 1.</summary>
    public long Line { get; } = line;

    public long Column { get; } = column;
}
