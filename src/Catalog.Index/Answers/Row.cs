namespace Catalog.Index.Answers;

/// <summary>A document at a place of an ordered answer.</summary>
/// <param name="Doc">The document.</param>
/// <param name="Term">The term of its order value; -1 when it has none.</param>
internal readonly record struct Row(int Doc, int Term);
