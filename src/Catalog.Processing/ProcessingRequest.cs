using System.Collections.Immutable;
using Catalog.Model;

namespace Catalog.Processing;

/// <summary>What a run starts from.</summary>
/// <param name="Ref">The entity.</param>
/// <param name="Body">Its unprocessed body.</param>
/// <param name="Cache">What processors kept, by <c>processor/key</c>.</param>
/// <param name="Origin">Where the body stands in its file, if it came from one.</param>
/// <param name="ReadAgain">True to read sources without condition, because something they emitted was lost.</param>
/// <param name="Forced">True when somebody asked for this run: sources are read in spite of earlier failures.</param>
public sealed record ProcessingRequest(
    EntityRef Ref,
    EntityBody Body,
    ImmutableDictionary<string, ReadOnlyMemory<byte>> Cache,
    EntityOrigin? Origin = null,
    bool ReadAgain = false,
    bool Forced = false);
