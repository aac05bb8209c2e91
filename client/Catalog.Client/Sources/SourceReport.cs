namespace Catalog.Client.Sources;

/// <summary>What came of pushing entities into a source.</summary>
/// <param name="Lines">How many lines the catalog read.</param>
/// <param name="Changed">How many entities are new or different.</param>
/// <param name="Removed">How many are gone.</param>
/// <param name="Rejected">How many lines were refused.</param>
/// <param name="Rejections">The first thousand of them.</param>
public sealed record SourceReport(int Lines, int Changed, int Removed, int Rejected, IReadOnlyList<RejectedLine> Rejections);

/// <summary>A line that was refused.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Message">Why.</param>
/// <param name="EntityRef">The entity in it, where that could be told.</param>
public sealed record RejectedLine(int Line, string Message, string? EntityRef = null);
