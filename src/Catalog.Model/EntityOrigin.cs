using System.Collections.Immutable;

namespace Catalog.Model;

/// <summary>Where an entity stands in the file it was read from, so that what is found wrong later can still be pointed to.</summary>
/// <param name="File">The file's path or url.</param>
/// <param name="Document">The document's number in the file, from 1.</param>
/// <param name="Line">The line that the document's content starts on, from 1.</param>
/// <param name="Paths">Positions of the JSON paths that problems point to (see <see cref="ParsedDocument.Locate"/>); empty for a good entity.</param>
public sealed record EntityOrigin(string File, int Document, int Line, ImmutableArray<PathPosition> Paths)
{
    /// <summary>The position of a path, or of its nearest ancestor that is known; the document's start when none is.</summary>
    public SourcePosition Find(string? path)
    {
        for (var at = path; !string.IsNullOrEmpty(at); at = at[..at.LastIndexOf('/')])
        {
            foreach (var known in Paths)
            {
                if (known.Path == at)
                {
                    return new SourcePosition(File, known.Line, known.Column, Document);
                }
            }
        }

        return new SourcePosition(File, Line, 1, Document);
    }
}

/// <summary>A line and column, both from 1, of what a JSON path (<c>/spec/owner</c>, RFC 6901) names.</summary>
public readonly record struct PathPosition(string Path, int Line, int Column);
