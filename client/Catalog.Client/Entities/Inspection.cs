using System.Text.Json;

namespace Catalog.Client.Entities;

/// <summary>What became of a submitted entity.</summary>
/// <param name="EntityRef">Its reference.</param>
/// <param name="Changed">Whether it differed from what the source had given before.</param>
/// <param name="Sequence">Readers at this sequence number or later see it.</param>
public sealed record Submission(string EntityRef, bool Changed, long Sequence);

/// <summary>All that is known of a reference.</summary>
/// <param name="EntityRef">The reference.</param>
/// <param name="Visible">Whether readers see the entity.</param>
/// <param name="Hidden">Why they do not; null when they do.</param>
/// <param name="Sequence">Where its record stands in the feed; 0 without one.</param>
/// <param name="Parents">The entities that emit it.</param>
/// <param name="MentionedBy">Entities with relations to it, the first hundred.</param>
/// <param name="Record">What its own processing knows; null when others only mention it.</param>
public sealed record Inspection(
    string EntityRef, bool Visible, string? Hidden, long Sequence, IReadOnlyList<string> Parents, IReadOnlyList<string> MentionedBy, InspectedRecord? Record);

/// <summary>What an entity's own processing knows.</summary>
/// <param name="Uid">The catalog's id of this incarnation.</param>
/// <param name="Version">How often it was written.</param>
/// <param name="Deleted">Whether it is gone, and only tells others so.</param>
/// <param name="Created">When it entered the catalog.</param>
/// <param name="Updated">When its visible content last changed.</param>
/// <param name="LocationKey">Who may replace it; null when anybody may.</param>
/// <param name="Sources">Who holds it.</param>
/// <param name="Rivals">Who emits it too and lost the conflict.</param>
/// <param name="Errors">What the last processing found wrong.</param>
/// <param name="Children">What it emits.</param>
/// <param name="Unprocessed">The body as its source gave it.</param>
/// <param name="Processed">The last good processed body; undefined before the first.</param>
public sealed record InspectedRecord(
    string Uid, long Version, bool Deleted, DateTimeOffset Created, DateTimeOffset Updated, string? LocationKey, IReadOnlyList<string> Sources,
    IReadOnlyList<string> Rivals, IReadOnlyList<InspectedError> Errors, IReadOnlyList<string> Children, JsonElement Unprocessed, JsonElement Processed);

/// <summary>Something that is wrong with an entity.</summary>
/// <param name="Name">For example <c>InputError</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Path">The JSON path in the entity; null when the whole is meant.</param>
/// <param name="At">File, line and column; null when they are not known.</param>
public sealed record InspectedError(string Name, string Message, string? Path, string? At);
